// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.operations.flow.PipelineProbe.PipelineServices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class PipelineProbeTest {

    private static final List<URI> NOBODY = List.of(URI.create("http://127.0.0.1:1"));

    @Test
    void whatRulesLeftOutIsSummedOverAllParsersByRule() throws IOException {
        HttpServer one = parser("""
                sluice_parser_dropped_total{rule="health"} 40
                sluice_parser_dropped_total{rule="cold, \\"odd\\""} 2
                sluice_parser_events_total 7
                """);
        HttpServer two = parser("sluice_parser_dropped_total{rule=\"health\"} 2\n");
        try (PipelineProbe probe =
                new PipelineProbe(new PipelineServices(NOBODY, List.of(address(one), address(two)), NOBODY, null))) {
            assertThat(probe.filteredByRule()).containsEntry("health", 42L).hasSize(2);
        } finally {
            one.stop(0);
            two.stop(0);
        }
    }

    @Test
    void aParserThatDoesNotAnswerHasLeftNothingOut() {
        try (PipelineProbe probe = new PipelineProbe(new PipelineServices(NOBODY, NOBODY, NOBODY, null))) {
            assertThat(probe.filteredByRule()).isEqualTo(Map.of());
        }
    }

    @Test
    void ingestIsAskedWithTheTokenAndNobodyElseIsTold() throws IOException {
        List<String> authorizations = new CopyOnWriteArrayList<>();
        HttpServer ingest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ingest.createContext("/actuator/", exchange -> answerKnown(exchange, authorizations));
        ingest.start();
        HttpServer parser = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> told = new CopyOnWriteArrayList<>();
        parser.createContext("/actuator/", exchange -> answerKnown(exchange, told));
        parser.start();
        PipelineServices services = new PipelineServices(
                List.of(address(ingest)), List.of(address(parser)), List.of(address(parser)), "a-token");
        try (PipelineProbe probe = new PipelineProbe(services)) {
            assertThat(probe.flow().lines()).isEqualTo(3);
            assertThat(probe.health().getFirst().isUp()).isTrue();
            assertThat(authorizations).containsExactly("Bearer a-token", "Bearer a-token");
            assertThat(told).containsOnly("none");
            assertThat(services.toString()).doesNotContain("a-token");
        } finally {
            ingest.stop(0);
            parser.stop(0);
        }
    }

    private static void answerKnown(HttpExchange exchange, List<String> authorizations) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(authorization == null ? "none" : authorization);
        boolean metrics = exchange.getRequestURI().getPath().endsWith("prometheus");
        byte[] bytes = (metrics ? "sluice_ingest_lines_total 3\n" : "{\"status\":\"UP\"}").getBytes(UTF_8);
        exchange.sendResponseHeaders(authorization == null ? 401 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static HttpServer parser(String metrics) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/actuator/prometheus", exchange -> {
            byte[] bytes = metrics.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
