// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import dev.sluice.operations.flow.ServiceMetrics;
import dev.sluice.standalone.DiskReserve;
import dev.sluice.standalone.Ports;
import dev.sluice.standalone.Standalone;
import dev.sluice.standalone.StandaloneSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A lake that is paused since its disk has less than {@code sluice.sink.s3.spool.min-free}, while all else goes on: whoever looks is told, wherever
 * they look, and no figure is as if all were well.
 */
class ITPausedLake {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long GIGABYTE = 1L << 30;
    private static final String KIND = "is paused for want of disk";
    private static final String LAKE = "store=\"s3\"";

    private final HttpClient http = HttpClient.newHttpClient();
    private TemporaryFolder folder;
    private Path data;
    private Ports ports;
    private Standalone standalone;
    private Launcher commandLine;

    @BeforeEach
    void start() throws IOException {
        folder = new TemporaryFolder("paused-lake");
        data = folder.path().resolve("data");
        ports = FreePorts.find();
        Map<String, String> services = new HashMap<>(SharedSluice.QUICK_LAKE);
        // Far enough from what is free now for what other tests write and delete meanwhile.
        long keep = DiskReserve.freeBytes(folder.path()) - 3 * GIGABYTE;
        services.put("sluice.sink.s3.spool.min-free", keep + "B");
        standalone = Standalone.start(StandaloneSettings.of(data, ports).withServices(services));
        commandLine = new Launcher(data, 0, Map.of());
    }

    @AfterEach
    void stop() {
        if (standalone != null) {
            standalone.close();
        }
        folder.delete();
    }

    @Test
    void isSeenInHealthMetricsStatusAlertAndConsoleUntilItGoesOn() throws Exception {
        send("before");
        awaitLake(1);
        awaitWell();

        Path big = folder.path().resolve("big");
        new ProcessBuilder("fallocate", "--length", Long.toString(6 * GIGABYTE), big.toString())
                .start()
                .waitFor();
        try {
            await("it is noticed").atMost(PATIENCE).until(() -> metric("sluice_sink_paused", LAKE) == 1);
            send("meanwhile");
            await("the other store has it")
                    .atMost(PATIENCE)
                    .until(() -> Elasticsearch.of(data, ports).count("logs-generic-paused", "{\"match_all\":{}}") == 2);
            assertHealthSaysWhy();
            assertMetricsAreNotGreen();
            assertAlert("SluiceLakePaused");
            assertAlert("SluiceStoreDegraded");
            assertStatusIsDegraded();
            assertConsoleMarksIt();
            assertThat(SharedSluice.lakeIn(data).events("generic", "paused")).hasSize(1);
        } finally {
            Files.delete(big);
        }

        awaitLake(2);
        awaitWell();
        LedgerJudge.assertClosed("127.0.0.1:" + ports.kafka());
    }

    private void awaitWell() {
        await("all is well").atMost(PATIENCE).untilAsserted(() -> {
            Outcome status = commandLine.run("status");
            assertThat(status.exitCode()).as(status.output()).isZero();
            assertThat(status.output()).contains("before s3             lag 0, oldest 0.0 s");
        });
        assertThat(metric("sluice_sink_paused", LAKE)).isZero();
        assertThat(metric("sluice_sink_degraded", LAKE)).isZero();
    }

    private void assertHealthSaysWhy() throws Exception {
        JsonNode health = get(ports.sink(), "/actuator/health");
        assertThat(health.path("status").asString()).isEqualTo("DEGRADED");
        assertThat(health.path("components").propertyStream())
                .filteredOn(part -> part.getValue().path("status").asString().equals("DEGRADED"))
                .singleElement()
                .satisfies(part -> assertThat(part.getValue().path("details").toString())
                        .contains(KIND)
                        .contains("since"));
    }

    /** Its lag is what waits, and the age of that goes on growing. */
    private void assertMetricsAreNotGreen() {
        assertThat(metric("sluice_sink_degraded", LAKE)).isEqualTo(1);
        assertThat(metric("sluice_sink_paused", "store=\"elasticsearch\"")).isZero();
        await("what waits is counted").atMost(PATIENCE).until(() -> metric("sluice_sink_lag", LAKE) >= 1);
        double age = await("it grows old")
                .atMost(PATIENCE)
                .until(() -> metric("sluice_age_oldest_seconds", "stage=\"s3\""), seconds -> seconds > 2);
        await("it grows older")
                .atMost(PATIENCE)
                .until(() -> metric("sluice_age_oldest_seconds", "stage=\"s3\"") > age + 2);
    }

    /** An alert that compares one gauge with 1, by what the gauge is now. */
    private void assertAlert(String name) {
        String expression = alert(name);
        assertThat(expression).endsWith("== 1");
        assertThat(PromQl.selectors(expression))
                .singleElement()
                .satisfies(selector -> assertThat(metric(selector.metric(), LAKE))
                        .as(expression)
                        .isEqualTo(1));
    }

    @SuppressWarnings("unchecked")
    private static String alert(String name) {
        YamlMapFactoryBean yaml = new YamlMapFactoryBean();
        yaml.setResources(new FileSystemResource(
                Path.of(System.getProperty("sluice.launcher")).resolveSibling("docs/monitoring/alerts.yaml")));
        return ((List<Map<String, Object>>) yaml.getObject().get("groups"))
                .stream()
                        .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream())
                        .filter(rule -> name.equals(rule.get("alert")))
                        .map(rule -> String.valueOf(rule.get("expr")))
                        .findFirst()
                        .orElseThrow();
    }

    private void assertStatusIsDegraded() throws Exception {
        Outcome status = commandLine.run("status");
        assertThat(status.exitCode()).as(status.output()).isEqualTo(1);
        assertThat(status.output())
                .contains(" and is degraded")
                .containsPattern("sink .*degraded: .*s3.* " + KIND + " since ")
                .containsPattern("before s3 +lag [1-9][0-9]*, oldest ([1-9]|0\\.[1-9])")
                .doesNotContain("\tat ");
        JsonNode json =
                JsonMapper.shared().readTree(commandLine.run("status", "--json").output());
        assertThat(json.path("state").asString()).isEqualTo("degraded");
        assertThat(json.path("components").valueStream())
                .filteredOn(part -> !part.path("status").asString().equals("up"))
                .extracting(part -> part.path("name").asString())
                .containsExactly("sink");
        assertThat(commandLine.run("top", "--once").output()).containsPattern("\ns3 .* [1-9][0-9]* +[0-9.]+ s ");
    }

    private void assertConsoleMarksIt() throws Exception {
        HttpRequest stream = HttpRequest.newBuilder(at(ports.console(), "/api/v1/flow/stream"))
                .build();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                http.send(stream, BodyHandlers.ofInputStream()).body(), UTF_8))) {
            String line = reader.readLine();
            // What was measured before it was paused may come first.
            while (!line.contains("\"holdUp\":{")) {
                line = reader.readLine();
            }
            JsonNode holdUp = JsonMapper.shared()
                    .readTree(line.replaceFirst("^data: ", ""))
                    .path("holdUp");
            assertThat(holdUp.path("part").asString()).isEqualTo("sink");
            assertThat(holdUp.path("why").asString()).contains("sink is degraded", "s3", KIND);
        }
    }

    private double metric(String name, String... labels) {
        return ServiceMetrics.of(http, at(ports.sink(), "/"), null)
                .max(name, labels)
                .orElse(Double.NaN);
    }

    private JsonNode get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(at(port, path)).build();
        return JsonMapper.shared()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    private static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private void send(String line) throws IOException {
        assertThat(new Ingest(at(ports.ingest(), "/"))
                        .post("format=text&namespace=paused", line.getBytes(UTF_8))
                        .statusCode())
                .isEqualTo(202);
    }

    private void awaitLake(int events) {
        await("the lake has what was sent")
                .atMost(PATIENCE)
                .until(() ->
                        SharedSluice.lakeIn(data).events("generic", "paused").size() == events);
    }
}
