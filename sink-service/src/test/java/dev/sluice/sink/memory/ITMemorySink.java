// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Headers;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A sink is its folder: this one, for a store in memory, is in no main code at all, and yet has its consumer group, dead letters, health,
 * meters and a switch. All that is outside its folder are the names of its settings.
 */
class ITMemorySink {

    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
    private static final String DATA_STREAM = "logs-memory-default";
    private static final String GROUP = "sluice-sink-memory";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void hasAllThatASinkHas() throws Exception {
        try (Pipe pipe = new Pipe(folder.resolve("kafka"), 2)) {
            List<String> ids = List.copyOf(pipe.writeEvents(DATA_STREAM, TIME, 0, 200));
            pipe.write(0, ids.getFirst(), DATA_STREAM, Pipe.json(ids.getFirst(), TIME, 0));
            pipe.write(1, "no-id", DATA_STREAM, "{}");
            pipe.write(1, ids.get(1), DATA_STREAM, "{}", Map.of(Headers.ROUTE, "s3"));
            pipe.flush();
            try (Sink sink =
                    Sink.of("memory", pipe.bootstrapServers(), "--sluice.sink.memory.dead-letters.partitions=3")) {
                MemoryStore store = sink.bean(MemoryStore.class);

                await().atMost(PATIENCE).until(() -> committed(pipe) == 203);

                assertThat(store.events()).containsOnlyKeys(ids);
                List<ConsumerRecord<byte[], byte[]>> letters = pipe.read("logs.parsed-memory-dlt");
                assertThat(letters)
                        .singleElement()
                        .satisfies(letter -> assertThat(letter.headers()
                                        .lastHeader(Headers.DLT_REASON)
                                        .value())
                                .asString()
                                .isEqualTo("BAD_HEADERS"));
                assertThat(pipe.partitionsOf("logs.parsed-memory-dlt")).isEqualTo(3);
                assertThat(documents(sink, "stored")).isEqualTo(200);
                assertThat(documents(sink, "duplicate")).isEqualTo(1);
                assertThat(documents(sink, "dead_letter")).isEqualTo(1);
                assertThat(health(sink).at("/components/memory/status").asString())
                        .isEqualTo("UP");

                store.away(true);

                await().atMost(PATIENCE)
                        .until(() -> health(sink)
                                .at("/components/memory/details/problem")
                                .asString("")
                                .equals("is away"));
                assertThat(sink.gauge("sluice.sink.degraded", "store", "memory"))
                        .isOne();
            }
        }
    }

    private static long committed(Pipe pipe) {
        return pipe.committed(GROUP).values().stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    private static double documents(Sink sink, String result) {
        return sink.counter("sluice.sink.documents", "store", "memory", "result", result);
    }

    private static JsonNode health(Sink sink) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(sink.address().resolve("/actuator/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return JsonMapper.builder().build().readTree(answer.body());
    }
}
