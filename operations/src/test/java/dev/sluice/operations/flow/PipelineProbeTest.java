// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.operations.flow.PipelineProbe.PipelineServices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
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
                new PipelineProbe(new PipelineServices(NOBODY, List.of(address(one), address(two)), NOBODY))) {
            assertThat(probe.filteredByRule()).containsEntry("health", 42L).hasSize(2);
        } finally {
            one.stop(0);
            two.stop(0);
        }
    }

    @Test
    void aParserThatDoesNotAnswerHasLeftNothingOut() {
        try (PipelineProbe probe = new PipelineProbe(new PipelineServices(NOBODY, NOBODY, NOBODY))) {
            assertThat(probe.filteredByRule()).isEqualTo(Map.of());
        }
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
