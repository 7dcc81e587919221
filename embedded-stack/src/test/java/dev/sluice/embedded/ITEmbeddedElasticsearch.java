// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

    @Test
    void findsItsDocumentsAfterARestartAndListensOnTheLoopbackAddressOnly() throws Exception {
        long launcher;
        try (EmbeddedElasticsearch elasticsearch = EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, 0)) {
            launcher = elasticsearch.pid();
            assertThat(elasticsearch.alive()).isTrue();
            assertThat(elasticsearch.onExit()).isNotDone();
            send(elasticsearch, "PUT", "/lines/_doc/1?refresh=true", "{\"message\":\"one\"}");
            ProcessHandle server = ProcessHandle.of(launcher)
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow();
            assertThat(ListeningSockets.of(server.pid()))
                    .extracting(address -> address.getAddress().isLoopbackAddress())
                    .containsOnly(true)
                    .hasSize(2);
        }
        assertThat(ProcessHandle.of(launcher)).isEmpty();
        try (EmbeddedElasticsearch elasticsearch = EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, 0)) {
            assertThat(send(elasticsearch, "GET", "/lines/_search", "").body()).contains("\"message\":\"one\"");
        }
    }

    @Test
    void tellsOfItsDeathWithItsLastWords() throws Exception {
        try (EmbeddedElasticsearch elasticsearch = EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, 0)) {
            ProcessHandle launcher = ProcessHandle.of(elasticsearch.pid()).orElseThrow();
            launcher.children().forEach(ProcessHandle::destroyForcibly);
            assertThat(elasticsearch.onExit())
                    .succeedsWithin(Duration.ofSeconds(20))
                    .isNotEqualTo(0);
            assertThat(elasticsearch.alive()).isFalse();
            assertThat(elasticsearch.obituary())
                    .startsWith("Elasticsearch at " + elasticsearch.endpoint() + " ended with status ");
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
    void asksForAPasswordWhenSecurityIsOn() throws Exception {
        EmbeddedElasticsearchSettings settings =
                EmbeddedElasticsearchSettings.onFreePort().withSecurity();
        try (EmbeddedElasticsearch elasticsearch =
                EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, settings)) {
            String password = elasticsearch.password().orElseThrow();
            assertThat(send(elasticsearch, "GET", "/_cluster/health", "").statusCode())
                    .isEqualTo(401);
            assertThat(sendAs(password, elasticsearch, "GET", "/_security/_authenticate", "")
                            .body())
                    .contains("\"username\":\"elastic\"");
            assertThat(data.resolve("password")).content().isEqualToIgnoringNewLines(password);
        }
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

    /** A JVM that is killed runs no shutdown hook: the leash has to end the child. */
    @Test
    void doesNotOutliveAKilledParent() throws Exception {
        try (ElasticsearchOwner owner = ElasticsearchOwner.start(data)) {
            List<ProcessHandle> family = owner.elasticsearch();
            assertThat(family).hasSize(2).allMatch(ProcessHandle::isAlive);
            owner.kill();
            await().atMost(Duration.ofSeconds(20)).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    /** And if the leash was killed too, the next start on the folder does it. */
    @Test
    void endsTheOrphanOfAnEarlierStart() throws Exception {
        try (ElasticsearchOwner owner = ElasticsearchOwner.start(data)) {
            List<ProcessHandle> orphans = owner.elasticsearch();
            send(owner.endpoint(), "PUT", "/lines/_doc/1?refresh=true", "{\"message\":\"one\"}");
            owner.killWithLeash();
            assertThat(orphans).allMatch(ProcessHandle::isAlive);
            try (EmbeddedElasticsearch elasticsearch =
                    EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, 0)) {
                assertThat(orphans).noneMatch(ProcessHandle::isAlive);
                assertThat(send(elasticsearch, "GET", "/lines/_search", "").body())
                        .contains("\"message\":\"one\"");
            }
        }
    }

    private static HttpResponse<String> send(
            EmbeddedElasticsearch elasticsearch, String method, String path, String body) throws Exception {
        return send(elasticsearch.endpoint(), method, path, body);
    }

    private static HttpResponse<String> send(URI endpoint, String method, String path, String body) throws Exception {
        return HTTP.send(request(endpoint, method, path, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> sendAs(
            String password, EmbeddedElasticsearch elasticsearch, String method, String path, String body)
            throws Exception {
        String pair = Base64.getEncoder().encodeToString((EmbeddedElasticsearch.USER + ":" + password).getBytes());
        return HTTP.send(
                request(elasticsearch.endpoint(), method, path, body)
                        .header("Authorization", "Basic " + pair)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(URI endpoint, String method, String path, String body) {
        return HttpRequest.newBuilder(endpoint.resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
    }
}
