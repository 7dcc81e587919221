// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.detections;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.console.detections.DetectionController.Detections;
import dev.sluice.console.detections.DetectorClient.Blocked;
import dev.sluice.console.detections.DetectorClient.DetectorState;
import dev.sluice.console.search.EventSearch;
import dev.sluice.console.search.SearchSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DetectionControllerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Instant TO = Instant.parse("2026-11-29T12:00:00Z");

    private HttpServer server;
    private EventSearch search;
    private DetectorClient detector;
    private volatile String searched;
    private volatile String list = """
            {"enabled":false,"would_be_blocked":[
              {"address":"192.0.2.66","until":"2026-11-29T13:00:00Z","rule":"sql-injection","alert":"a"}]}""";
    private volatile int code = 200;
    private String alerts = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/blocklist", exchange -> {
            byte[] bytes = list.getBytes(UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.createContext("/logs-", exchange -> {
            searched = exchange.getRequestURI().getPath();
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = ("{\"hits\":{\"total\":{\"value\":700,\"relation\":\"eq\"},\"hits\":[" + alerts + "]}}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        search = new EventSearch(
                new SearchSettings(address, "logs-*", null, null, null, null, PATIENCE),
                new DefaultSslBundleRegistry(),
                JsonMapper.shared());
        detector = new DetectorClient(new DetectorAddress(address, PATIENCE), JsonMapper.shared());
    }

    @AfterEach
    void stop() {
        search.close();
        detector.close();
        server.stop(0);
    }

    @Test
    void tellsOfTheDetectorItsListAndTheIncidents() {
        alerts = "{\"_id\":\"2\",\"_index\":\"i\",\"_source\":" + alert("a", "continued", 12) + "}";

        Detections found = new DetectionController(detector, search).detections(TO.minusSeconds(60), TO);

        assertThat(searched).isEqualTo("/logs-sluice.alerts-*/_search");
        assertThat(found.detector())
                .isEqualTo(new DetectorState(
                        true,
                        null,
                        false,
                        List.of(new Blocked("192.0.2.66", TO.plusSeconds(3600), "sql-injection", "a"))));
        assertThat(found.more()).as("700 alerts, of which one was looked at").isTrue();
        assertThat(found.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.open()).isTrue();
            assertThat(incident.count()).isEqualTo(12);
            assertThat(incident.samples()).containsExactly("GET /item?id=1'+or+'1'='1");
            assertThat(incident.techniques()).containsExactly("T1595.002");
        });
    }

    @Test
    void aListThatIsInForceIsTold() {
        list = "{\"enabled\":true,\"blocked\":[]}";

        assertThat(detector.state()).isEqualTo(new DetectorState(true, null, true, List.of()));
    }

    @Test
    void whereNoDetectorRunsItSaysSo() {
        code = 404;
        assertThat(detector.state().why())
                .startsWith("no detector answers at http://127.0.0.1:")
                .endsWith("(sluice.console.detector.uri): it answers 404");
        code = 200;
        list = "<html>";
        assertThat(detector.state().why()).endsWith("what answers there has no block list");
        server.stop(0);
        assertThat(detector.state().runs()).isFalse();
    }

    @Test
    void theNewestAlertOfAnIncidentSaysHowItIs() {
        JsonMapper json = JsonMapper.shared();
        List<JsonNode> newestFirst = List.of(
                json.readTree(alert("b", "closed", 40)),
                json.readTree(alert("a", "continued", 12)),
                json.readTree("{\"message\":\"of somebody else\"}"),
                json.readTree(alert("a", "opened", 10)),
                json.readTree(alert("b", "opened", 10)));

        assertThat(Incident.of(newestFirst))
                .extracting(Incident::id, Incident::open, Incident::count)
                .containsExactly(tuple("b", false, 40L), tuple("a", true, 12L));
    }

    @Test
    void refusesTimesThatAreNoSpan() {
        assertThatThrownBy(() -> new DetectionController(detector, search).detections(TO, TO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from must be before to");
    }

    private static String alert(String id, String action, int count) {
        return """
                {"@timestamp":"2026-11-29T11:59:00Z","event":{"kind":"alert","action":"%s","severity":73,
                 "start":"2026-11-29T11:50:00Z"},"rule":{"id":"query-string-scan","name":"Many queries"},
                 "threat":{"technique":{"id":["T1595.002"]}},"source":{"address":"192.0.2.66"},
                 "sluice":{"alert":{"id":"%s","group":"192.0.2.66 /item","count":%d,"threshold":10,"window":60,
                 "signals":%d,"events":["AZ"],"samples":["GET /item?id=1'+or+'1'='1"]}}}""".formatted(action, id, count, count);
    }
}
