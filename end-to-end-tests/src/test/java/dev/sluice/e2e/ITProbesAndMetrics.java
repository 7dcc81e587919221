// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.CrossReferences;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the manifests of {@code k8s/} take for granted, asked of services that run. */
@ExtendWith(LedgerJudge.class)
class ITProbesAndMetrics {

    private final Ports ports = SharedSluice.get().ports();

    @Test
    void probesAreAnswered() {
        Map<String, Integer> portsByImage = Map.of(
                "sluice/ingest-service", ports.ingest(),
                "sluice/parser-service", ports.parser(),
                "sluice/detector-service", ports.detector(),
                "sluice/sink-service", ports.sink(),
                "sluice/console-service", ports.console());

        portsByImage.forEach((image, port) -> assertThat(
                        CrossReferences.IMAGES.get(image).probes())
                .isNotEmpty()
                .allSatisfy(path -> assertThat(get(port, path).statusCode())
                        .as(image + path)
                        .isEqualTo(200)));
        assertThat(get(ports.parser(), "/livez").statusCode())
                .as("the probes are not all the same")
                .isEqualTo(404);
    }

    @Test
    void theSeriesThatScalingAsksForAreThere() throws IOException, InterruptedException {
        HttpRequest line = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.ingest() + "/api/v1/logs?format=text"))
                .POST(HttpRequest.BodyPublishers.ofString("a line to be measured\n"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(line, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
        }

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            String metrics = get(ports.parser(), "/actuator/prometheus").body()
                    + get(ports.sink(), "/actuator/prometheus").body();
            assertThat(CrossReferences.SERIES)
                    .allSatisfy(series ->
                            assertThat(hasSeries(metrics, series)).as(series).isTrue());
        });
        assertThat(Set.of("sluice_age_seconds_max{stage=\"nobody\"}", "sluice_agee{stage=\"s3\"}"))
                .noneMatch(series ->
                        hasSeries(get(ports.sink(), "/actuator/prometheus").body(), series));
    }

    /** A series may have more labels than are asked for, such as the application's name. */
    private static boolean hasSeries(String metrics, String series) {
        String name = series.substring(0, series.indexOf('{') + 1);
        String label = series.substring(series.indexOf('{') + 1, series.length() - 1);
        return metrics.lines().anyMatch(line -> line.startsWith(name) && line.contains(label));
    }

    private static HttpResponse<String> get(int port, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
