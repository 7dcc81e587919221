// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.detections;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the detector whom it keeps out. One that does not answer does not run, as far as anybody can see from here. Thread-safe. */
@Component
final class DetectorClient implements AutoCloseable {

    private static final int OK = 200;

    private final DetectorAddress detector;
    private final JsonMapper json;
    private final HttpClient http;

    /**
     * How the detector is.
     *
     * @param runs whether it answers
     * @param why it is taken not to run; null while it does
     * @param blocks whether its list keeps anybody out, or is a dry run
     */
    record DetectorState(boolean runs, String why, boolean blocks, List<Blocked> blocked) {}

    /** An address that is kept out until a time. */
    record Blocked(String address, Instant until, String rule, String alert) {}

    DetectorClient(DetectorAddress detector, JsonMapper json) {
        this.detector = detector;
        this.json = json;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(detector.timeout())
                .build();
    }

    DetectorState state() {
        HttpRequest request = HttpRequest.newBuilder(detector.uri().resolve("/api/v1/blocklist?format=json"))
                .timeout(detector.timeout())
                .build();
        try {
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() != OK) {
                return away("it answers " + answer.statusCode());
            }
            JsonNode list = json.readTree(answer.body());
            boolean blocks = list.path("enabled").asBoolean(false);
            return new DetectorState(
                    true,
                    null,
                    blocks,
                    list.path(blocks ? "blocked" : "would_be_blocked")
                            .valueStream()
                            .map(DetectorClient::blocked)
                            .toList());
        } catch (IOException e) {
            return away(e.getMessage() == null ? "no answer" : e.getMessage());
        } catch (JacksonException | java.time.DateTimeException e) {
            return away("what answers there has no block list");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return away("interrupted while it was asked");
        }
    }

    private static Blocked blocked(JsonNode entry) {
        return new Blocked(
                entry.path("address").asString(""),
                Instant.parse(entry.path("until").asString("")),
                entry.path("rule").asString(""),
                entry.path("alert").asString(""));
    }

    private DetectorState away(String why) {
        return new DetectorState(
                false,
                "no detector answers at " + detector.uri() + " (sluice.console.detector.uri): " + why,
                false,
                List.of());
    }

    @Override
    public void close() {
        http.close();
    }
}
