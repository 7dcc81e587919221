// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITEmbeddedElasticsearch {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path data;

    /**
     * The second start is with security and TLS, as that of a folder made before {@code ./sluice up} asked for a password: its documents are there,
     * and from now on it asks. A start takes ten seconds, so that one shows what it can.
     */
    @Test
    void hearsNeitherTheNetworkNorCtrlCAndItsDocumentsAreThereBehindAPasswordAfterARestart() throws Exception {
        long launcher;
        try (EmbeddedElasticsearch elasticsearch = EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, 0)) {
            launcher = elasticsearch.pid();
            assertThat(elasticsearch.alive()).isTrue();
            assertThat(elasticsearch.onExit()).isNotDone();
            send(elasticsearch.endpoint(), "PUT", "/lines/_doc/1?refresh=true", "{\"message\":\"one\"}");
            ProcessHandle server = ProcessHandle.of(launcher)
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow();
            assertThat(ListeningSockets.of(server.pid()))
                    .extracting(address -> address.getAddress().isLoopbackAddress())
                    .containsOnly(true)
                    .hasSize(2);
            assertThat(ignoresInterrupt(launcher)).isTrue();
            assertThat(ignoresInterrupt(server.pid())).isTrue();
            assertThat(data.resolve("password")).doesNotExist();
        }
        assertThat(ProcessHandle.of(launcher)).isEmpty();

        TestCertificate certificate = TestCertificate.create(data);
        Path config = data.resolve("config");
        certificate.writePem(config.resolve("node.crt"), config.resolve("node.key"));
        EmbeddedElasticsearchSettings settings = EmbeddedElasticsearchSettings.onFreePort()
                .withSecurity()
                .withNodeSetting("xpack.security.http.ssl.enabled", "true")
                .withNodeSetting("xpack.security.http.ssl.certificate", "node.crt")
                .withNodeSetting("xpack.security.http.ssl.key", "node.key");
        try (EmbeddedElasticsearch elasticsearch =
                        EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, settings);
                HttpClient client = certificate.client()) {
            String password = elasticsearch.password().orElseThrow();
            assertThat(elasticsearch.endpoint()).hasScheme("https");
            assertThat(data.resolve("password")).content().isEqualToIgnoringNewLines(password);
            for (String path : List.of("/_security/_authenticate", "/lines/_search")) {
                assertThat(send(client, request(elasticsearch.endpoint(), "GET", path, ""))
                                .statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
            String basic = basic(EmbeddedElasticsearch.USER, password);
            assertThat(send(
                                    client,
                                    request(elasticsearch.endpoint(), "GET", "/_security/_authenticate", "")
                                            .header("Authorization", basic))
                            .body())
                    .contains("\"username\":\"elastic\"");
            assertThat(send(
                                    client,
                                    request(elasticsearch.endpoint(), "GET", "/lines/_search", "")
                                            .header("Authorization", basic))
                            .body())
                    .contains("\"message\":\"one\"");
        }
    }

    @Test
    void quotesElasticsearchWhenItDoesNotStart() {
        EmbeddedElasticsearchSettings settings =
                EmbeddedElasticsearchSettings.onFreePort().withNodeSetting("no.such.setting", "1");
        assertThatThrownBy(() -> EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, settings))
                .isInstanceOf(EmbeddedStackException.class)
                .hasMessageStartingWith("Elasticsearch did not start: it ended with status ")
                .hasMessageContaining("unknown setting [no.such.setting]");
    }

    @Test
    void saysWhichPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, port))
                    .isInstanceOf(EmbeddedStackException.class)
                    .hasMessage("port " + port + " for Elasticsearch is in use; choose another with --port-offset");
        }
    }

    /** A JVM that is killed runs no shutdown hook: the watchdog has to end the child. */
    @Test
    void doesNotOutliveAKilledParent() throws Exception {
        try (ElasticsearchOwner owner = ElasticsearchOwner.start(data)) {
            List<ProcessHandle> processes = owner.elasticsearch();
            assertThat(processes).hasSize(2).allMatch(ProcessHandle::isAlive);
            owner.kill();
            await().atMost(Duration.ofMinutes(1)).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    /** And if the watchdog was killed too, the next start on the folder does it; of its own end that one tells. */
    @Test
    void endsTheOrphanOfAnEarlierStartAndTellsOfItsOwnDeathWithItsLastWords() throws Exception {
        try (ElasticsearchOwner owner = ElasticsearchOwner.start(data)) {
            List<ProcessHandle> orphans = owner.elasticsearch();
            send(owner.endpoint(), "PUT", "/lines/_doc/1?refresh=true", "{\"message\":\"one\"}");
            owner.killWithWatchdog();
            assertThat(orphans).allMatch(ProcessHandle::isAlive);
            try (EmbeddedElasticsearch elasticsearch =
                    EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, 0)) {
                assertThat(orphans).noneMatch(ProcessHandle::isAlive);
                assertThat(send(elasticsearch.endpoint(), "GET", "/lines/_search", "")
                                .body())
                        .contains("\"message\":\"one\"");

                ProcessHandle launcher = ProcessHandle.of(elasticsearch.pid()).orElseThrow();
                launcher.children().forEach(ProcessHandle::destroyForcibly);
                assertThat(elasticsearch.onExit())
                        .succeedsWithin(Duration.ofMinutes(1))
                        .isNotEqualTo(0);
                assertThat(elasticsearch.alive()).isFalse();
                assertThat(elasticsearch.exitReport())
                        .startsWith("Elasticsearch at " + elasticsearch.endpoint() + " ended with status ");
            }
        }
    }

    private static HttpResponse<String> send(URI endpoint, String method, String path, String body) throws Exception {
        return send(HTTP, request(endpoint, method, path, body));
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Whether Ctrl-C does nothing to it: {@code SigIgn} in proc(5) is a bit mask in hexadecimal, and SIGINT is signal 2. */
    private static boolean ignoresInterrupt(long pid) throws Exception {
        String ignored = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        long mask = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
        return (mask & 1L << (2 - 1)) != 0;
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    private static HttpRequest.Builder request(URI endpoint, String method, String path, String body) {
        return HttpRequest.newBuilder(endpoint.resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
    }
}
