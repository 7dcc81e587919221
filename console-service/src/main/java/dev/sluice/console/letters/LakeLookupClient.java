// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.operations.deadletter.ReplayProof.Places;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks the sink of the lake which objects hold events. Thread-safe. */
@Component
class LakeLookupClient implements AutoCloseable {

    private static final int OK = 200;

    private final LakeAddress lake;
    private final JsonMapper json;
    private final HttpClient http;

    record Question(String dataStream, Collection<String> ids) {}

    record Answer(Map<String, List<String>> objects, boolean complete) {}

    LakeLookupClient(LakeAddress lake, JsonMapper json) {
        this.lake = lake;
        this.json = json;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(lake.timeout())
                .build();
    }

    Places objectsOf(String dataStream, Collection<String> ids) {
        HttpRequest.Builder request = HttpRequest.newBuilder(lake.uri().resolve("/api/v1/lake/lookup"))
                .timeout(lake.timeout())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(new Question(dataStream, ids))));
        if (lake.token() != null) {
            request.header("Authorization", "Bearer " + lake.token());
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != OK) {
                return unknown("it answers " + answer.statusCode() + detail(answer.body()));
            }
            Answer found = json.readValue(answer.body(), Answer.class);
            return new Places(
                    found.objects(),
                    found.complete() ? null : "not all objects that may hold them were read (sluice.sink.s3.lookup.*)");
        } catch (IOException | JacksonException e) {
            return unknown(e.getMessage() == null ? "no answer" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown("interrupted while it was asked");
        }
    }

    private Places unknown(String why) {
        return new Places(
                Map.of(), "no sink of the lake tells at " + lake.uri() + " (sluice.console.lake.uri): " + why);
    }

    private String detail(byte[] problem) {
        try {
            return ": " + json.readTree(problem).path("detail").asString("no reason given");
        } catch (JacksonException ignored) {
            // Whatever answers there, it is no sink of ours.
            return "";
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
