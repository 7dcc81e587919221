// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service in a process of its own, on a real broker: it is killed in the middle of a scan. */
class ITDetector {

    private static final String SCANNER = "203.0.113.66";
    private static final String ALLOWED = "203.0.113.9";
    private static final int PARTITIONS = 2;

    /** Requests of others for each of the scanner's. */
    private static final int OTHERS = 100;

    private static final List<String> PROBES = List.of(
            "1'+or+'1'%3D'1",
            "1+union+select+null,null--+",
            "1;waitfor+delay+'0:0:5'--",
            "1'+and+sleep(5)--+",
            "1%2527+or+1%253D1--",
            "1/**/union/**/all/**/select/**/1,2,3",
            "1'+and+extractvalue(1,concat(0x7e,version()))--+",
            "1)+or+(1%3D1",
            "-1'+uNiOn+sElEcT+user(),database()%23",
            "1;drop+table+orders--");

    @TempDir
    private Path folder;

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private DetectorRig rig;
    private Process detector;
    private int port;
    private int requests;

    @BeforeEach
    void start() throws Exception {
        rig = new DetectorRig(folder, ITDetector.class, PARTITIONS);
        port = DetectorRig.freePort();
        startDetector();
    }

    @AfterEach
    void stop() throws InterruptedException {
        rig.close();
        http.close();
    }

    @Test
    void aScanIsToldOnceAlsoWhenTheDetectorIsKilled() throws Exception {
        scan(0, 14);
        await("the first half is counted")
                .atMost(Duration.ofSeconds(60))
                .until(() -> metric("sluice_detector_signals_total") > 0);

        detector.destroyForcibly().waitFor();
        scan(14, 30);
        startDetector();

        await("the scanner is on the block list")
                .atMost(Duration.ofSeconds(60))
                .until(() -> get("/api/v1/blocklist")
                        .map(HttpResponse::body)
                        .orElse("")
                        .contains(SCANNER + "\n"));
        await("what is known is told")
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(20))
                .until(() -> opened(alerts())
                        .keySet()
                        .containsAll(List.of("query-string-scan " + SCANNER + " /item", "sql-injection " + SCANNER)));
        List<ConsumerRecord<byte[], byte[]>> alerts = alerts();
        assertThat(opened(alerts))
                .as("one incident of each kind, told once")
                .allSatisfy((incident, times) -> assertThat(times).as(incident).isEqualTo(1));
        assertThat(opened(alerts).keySet())
                .allMatch(incident -> incident.contains(SCANNER) || incident.contains(ALLOWED));
        assertThat(get("/api/v1/blocklist").orElseThrow().body())
                .as("who is allowed is never on it")
                .doesNotContain(ALLOWED);
        assertThat(rig.records(Topics.PARSED).stream()
                        .filter(ITDetector::isAlert)
                        .map(record -> new String(record.key(), UTF_8)))
                .as("the stores get the same documents")
                .containsExactlyInAnyOrderElementsOf(alerts.stream()
                        .map(record -> new String(record.key(), UTF_8))
                        .toList());
    }

    /** The scanner's probes, and one of an allowed scanner for each, among requests of others. */
    private void scan(int first, int last) {
        for (int probe = first; probe < last; probe++) {
            String query = "id=" + probe + PROBES.get(probe % PROBES.size());
            request(SCANNER, "/item", query);
            request(ALLOWED, "/item", query);
            for (int i = 0; i < OTHERS; i++) {
                request(
                        "198.51.100." + requests % 200,
                        "/shop",
                        "page=" + requests + "&q=rock+%27n%27+roll&sort=price");
            }
        }
        rig.flush();
    }

    private void request(String address, String path, String query) {
        String event = """
                {"@timestamp":"%s","event":{"id":"%022d","dataset":"apache.access"},"source":{"address":"%s","ip":"%s"},\
                "url":{"original":"%s?%s","path":"%s","query":"%s"},"http":{"request":{"method":"GET"},"response":{"status_code":200}}}\
                """.formatted(Instant.now(), requests, address, address, path, query, path, query);
        var record =
                new ProducerRecord<byte[], byte[]>(Topics.PARSED, requests % PARTITIONS, null, event.getBytes(UTF_8));
        record.headers().add(Headers.DATA_STREAM, "logs-apache.access-default".getBytes(UTF_8));
        rig.send(record);
        requests++;
    }

    private List<ConsumerRecord<byte[], byte[]>> alerts() {
        return rig.records(Topics.ALERTS);
    }

    /** How often each incident was opened, by rule and group. */
    private Map<String, Long> opened(List<ConsumerRecord<byte[], byte[]>> alerts) {
        return alerts.stream()
                .map(record -> json.readTree(record.value()))
                .filter(alert -> alert.at("/event/action").asString().equals("opened"))
                .map((JsonNode alert) -> alert.at("/rule/id").asString()
                        + ' '
                        + alert.at("/sluice/alert/group").asString())
                .collect(groupingBy(incident -> incident, counting()));
    }

    private static boolean isAlert(ConsumerRecord<byte[], byte[]> record) {
        Header stream = record.headers().lastHeader(Headers.DATA_STREAM);
        return new String(stream.value(), UTF_8).equals("logs-sluice.alerts-default");
    }

    private double metric(String name) {
        return get("/actuator/prometheus")
                .map(HttpResponse::body)
                .orElse("")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private Optional<HttpResponse<String>> get(String path) {
        try {
            return Optional.of(http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void startDetector() throws IOException {
        detector = rig.start(
                "state", port, "--sluice.detector.block.enabled=true", "--sluice.detector.block.allow=203.0.113.8/29");
    }
}
