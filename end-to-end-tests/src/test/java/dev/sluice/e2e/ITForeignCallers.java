// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.ComponentEndpoint;
import dev.sluice.standalone.ElasticsearchLogin;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What web pages of others, and other programs of the machine that know no password, get from the ports of an instance. Headers that Java's client
 * keeps to itself are written by hand.
 */
@ExtendWith(LedgerJudge.class)
class ITForeignCallers {

    private static final SharedSluice SLUICE = SharedSluice.get();
    private static final Ports PORTS = SLUICE.ports();
    private static final String NAMESPACE = "foreign_callers";
    private static final String FOREIGN = "https://pages.example.net";

    /** What answers in HTTP and asks for no password. */
    static Stream<ComponentEndpoint> services() {
        return ComponentEndpoint.of(PORTS).stream()
                .filter(part -> part.scheme().equals("http") && part.health() != null && !part.asksForAPassword());
    }

    @Test
    void thereAreSuchServices() {
        assertThat(services().map(ComponentEndpoint::name))
                .containsExactly("ingest", "ingest-admin", "parser", "detector", "sink", "console");
    }

    @ParameterizedTest
    @MethodSource("services")
    void pagesOfOthersAreRefusedByEachService(ComponentEndpoint service) throws IOException {
        int port = service.port();
        String own = "Host: 127.0.0.1:" + port;
        String get = "GET " + service.health();

        assertThat(status(port, get, own)).isEqualTo(200);
        assertThat(status(port, get, own, "Origin: http://127.0.0.1:" + port)).isEqualTo(200);
        assertThat(status(port, get, "Host: rebound.example.net:" + port)).isEqualTo(421);
        assertThat(status(port, get, "Host: 127.0.0.1.example.net")).isEqualTo(421);
        for (String method : List.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD")) {
            String request = method + " " + service.health();
            assertThat(status(port, request, own, "Origin: " + FOREIGN))
                    .as(method)
                    .isEqualTo(403);
            assertThat(status(port, request, own, "Origin: null")).as(method).isEqualTo(403);
            assertThat(status(port, request, own, "Sec-Fetch-Site: cross-site"))
                    .as(method)
                    .isEqualTo(403);
        }
        // Another port of this machine is another origin, too.
        assertThat(status(port, get, own, "Origin: http://127.0.0.1:" + (port + 1)))
                .isEqualTo(403);
    }

    /** Spring would read a form's parts before anything else, and answer 500 where they are none: whichever path they are for. */
    @ParameterizedTest
    @MethodSource("services")
    void aFormThatIsNoneIsNoErrorOfAnyService(ComponentEndpoint service) throws IOException {
        for (String type : List.of("multipart/form-data", "multipart/form-data; boundary=b", "multipart/mixed")) {
            String answer = answer(
                    service.port(),
                    "POST " + service.health(),
                    "--b\r\nContent-Disposition: form-data",
                    "Host: localhost",
                    "Content-Type: " + type);

            assertThat(answer).as(type).matches("(?s)HTTP/1.1 4[0-9]{2} .*");
        }
    }

    /** All but the port of ingest that asks for tokens where there are any, which {@code ITAccess} looks at: without them who comes is the owner. */
    static Stream<ComponentEndpoint> servicesWithoutTokens() {
        return services().filter(part -> !part.name().equals("ingest-admin"));
    }

    @ParameterizedTest
    @MethodSource("servicesWithoutTokens")
    void healthTellsNobodyPathsNodesOrSizes(ComponentEndpoint service) throws IOException {
        for (String path : List.of(service.health(), "/actuator/health")) {
            assertThat(answer(service.port(), "GET " + path, "", "Host: localhost"))
                    .as(path)
                    .doesNotContain("\"path\"", "\"free\"", "\"total\"", "\"threshold\"", "nodes", "bootstrap")
                    .doesNotContain(SLUICE.data().toString(), ":" + PORTS.kafka(), ":" + PORTS.elasticsearch());
        }
    }

    /** What a page can send without asking first: a form's bodies. */
    @Test
    void aPageOfOthersSendsNoLineAndMakesNothingHappen() throws IOException {
        String before = "before-" + UUID.randomUUID();
        String lines = "POST /api/v1/logs?format=text&namespace=" + NAMESPACE;

        for (String type :
                List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b")) {
            assertThat(send(
                            PORTS.ingest(),
                            lines,
                            before,
                            "Host: localhost",
                            "Origin: " + FOREIGN,
                            "Content-Type: " + type))
                    .as(type)
                    .isEqualTo(403);
        }
        assertThat(send(PORTS.ingest(), lines, before, "Host: rebound.example.net", "Content-Type: text/plain"))
                .isEqualTo(421);
        assertThat(send(
                        PORTS.parser(),
                        "POST /api/v1/parse?format=text",
                        before,
                        "Host: localhost",
                        "Origin: " + FOREIGN))
                .isEqualTo(403);

        String line = "wanted-" + UUID.randomUUID();
        assertThat(SLUICE.ingest()
                        .post("format=text&namespace=" + NAMESPACE, line.getBytes(UTF_8))
                        .statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> count("{\"match_phrase\":{\"message\":\"" + line + "\"}}") == 1);
        assertThat(count("{\"match_phrase\":{\"message\":\"" + before + "\"}}")).isZero();
    }

    @Test
    void elasticsearchAsksForThePasswordThatTheInstanceKnows() throws IOException, InterruptedException {
        int port = PORTS.elasticsearch();
        String own = "Host: 127.0.0.1:" + port;
        String wrong = Base64.getEncoder().encodeToString("elastic:changeme".getBytes(UTF_8));
        String right = ElasticsearchLogin.authorization(SLUICE.data()).orElseThrow();

        for (String request : List.of(
                "GET /_cluster/health", "GET /logs-*/_search", "GET /_cat/indices", "DELETE /logs-*", "GET /_nodes")) {
            assertThat(status(port, request, own)).as(request).isEqualTo(401);
            assertThat(status(port, request, own, "Authorization: Basic " + wrong))
                    .as(request)
                    .isEqualTo(401);
            assertThat(status(port, request, "Host: rebound.example.net", "Origin: " + FOREIGN))
                    .as(request)
                    .isEqualTo(401);
        }
        assertThat(send(port, "POST /logs-generic-" + NAMESPACE + "/_doc", "{}", own, "Content-Type: application/json"))
                .isEqualTo(401);
        assertThat(status(port, "GET /_cluster/health", own, "Authorization: " + right))
                .isEqualTo(200);
        assertThat(answer(port, "OPTIONS /_cluster/health", "", own, "Origin: " + FOREIGN, "Authorization: " + right)
                        .toLowerCase())
                .as("no page of others may read an answer")
                .doesNotContain("access-control-allow");
    }

    @Test
    void whoOwnsTheDataFolderFindsThePasswordAndNobodyElse() throws IOException, InterruptedException {
        Path curl = ElasticsearchLogin.curlFile(SLUICE.data());
        for (Path file : List.of(
                curl, SLUICE.data().resolve("tools.properties"), SLUICE.data().resolve("elasticsearch/password"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
        Process asked = new ProcessBuilder(
                        "curl",
                        "-s",
                        "-K",
                        curl.toString(),
                        "http://127.0.0.1:" + PORTS.elasticsearch() + "/_cluster/health")
                .redirectErrorStream(true)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), UTF_8);
        assertThat(asked.waitFor()).as(answer).isZero();
        assertThat(answer).contains("\"cluster_name\":\"sluice\"");
        assertThat(SLUICE.commandLine().run("status").output())
                .containsPattern("elasticsearch  http://127.0.0.1:\\d+ +up\n");
    }

    /** The pipeline knows it, too: what is sent is found by the console. */
    @Test
    void sinkAndConsoleKnowThePassword() throws IOException {
        String line = "known-" + UUID.randomUUID();
        Instant now = Instant.now();
        assertThat(SLUICE.ingest()
                        .post("format=text&namespace=" + NAMESPACE, line.getBytes(UTF_8))
                        .statusCode())
                .isEqualTo(202);
        String search =
                "GET /api/v1/search?q=%22" + line + "%22&from=" + now.minusSeconds(600) + "&to=" + now.plusSeconds(600);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        answer(PORTS.console(), search, "", "Host: localhost").contains(line + "\""));
    }

    @Test
    void theOtherStoresTellStrangersNothing() throws IOException {
        for (String[] headers :
                new String[][] {{"Host: 127.0.0.1:" + PORTS.s3()}, {"Host: rebound.example.net", "Origin: " + FOREIGN}
                }) {
            String listed = answer(PORTS.s3(), "GET /sluice-lake?list-type=2", "", headers);
            assertThat(listed).startsWith("HTTP/1.1 403").doesNotContain("<Contents>");
            assertThat(listed.toLowerCase()).doesNotContain("access-control-allow");
            assertThat(send(PORTS.s3(), "PUT /sluice-lake/from-a-page", "x", headers))
                    .isEqualTo(403);
        }
        // No HTTP, and so nothing that a page could say: the connection is closed.
        assertThat(answer(PORTS.kafka(), "POST /", "x".repeat(1000), "Host: localhost", "Origin: " + FOREIGN))
                .isEmpty();
    }

    private static long count(String query) {
        return SLUICE.elasticsearch().count("logs-generic-" + NAMESPACE, query);
    }

    private static int status(int port, String request, String... headers) throws IOException {
        return send(port, request, "", headers);
    }

    /** The status that a request with a body is answered with. */
    private static int send(int port, String request, String body, String... headers) throws IOException {
        String answer = answer(port, request, body, headers);
        assertThat(answer).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static String answer(int port, String request, String body, String... headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String head = request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nContent-Length: "
                    + body.getBytes(UTF_8).length + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
