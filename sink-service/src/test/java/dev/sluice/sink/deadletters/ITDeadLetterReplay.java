// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterAdmin.DeadLetterOutcome;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.Resolution.Decision;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters that the sinks have written, replayed and discarded, against a real broker and both stores. */
@SuppressWarnings("try")
class ITDeadLetterReplay {

    private static final Instant TIME = Instant.parse("2026-03-01T23:50:00Z");
    private static final String DATA_STREAM = "logs-desk-default";
    private static final String NO_JSON = "{\"message\":}";

    @TempDir
    private Path folder;

    private Pipe pipe;

    @BeforeEach
    void startKafka() throws Exception {
        pipe = new Pipe(folder.resolve("kafka"), 2);
    }

    @AfterEach
    void stopKafka() {
        pipe.close();
    }

    @Test
    void aReplayIsInItsStoreOnceHoweverOftenItIsAskedFor() {
        String id =
                EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "desk").id(TIME.toEpochMilli(), 0);
        byte[] mended = (Pipe.json(id, TIME, 7) + "\n").getBytes(UTF_8);
        try (var store = HotStore.start(folder.resolve("elasticsearch"));
                var s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "lake");
                var hot = Sink.elasticsearch(pipe.bootstrapServers(), store.endpoint());
                var cold = Sink.s3(
                        pipe.bootstrapServers(),
                        s3,
                        "lake",
                        folder.resolve("spool"),
                        "--sluice.sink.s3.file.max-age=100ms")) {
            Path lake = s3.objects().resolve("lake");
            // Elasticsearch refuses it; the lake keeps lines as they are.
            pipe.write(1, id, DATA_STREAM, NO_JSON);
            pipe.flush();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(letters(DeadLetterFilter.all())).hasSize(1));
            DeadLetterRecord letter = letters(DeadLetterFilter.all()).getFirst();
            assertThat(letter.reason()).isEqualTo("SINK_REJECTED");
            assertThat(letter.dataset()).contains("desk");
            assertThat(new String(letter.value(), UTF_8)).isEqualTo(NO_JSON);

            // As it was: it fails again, and is another letter.
            assertThat(admin().replay(DeadLetterFilter.all(), 100, done -> {}))
                    .isEqualTo(new DeadLetterOutcome(1, 0, 0));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(letters(DeadLetterFilter.all())).hasSize(2));
            DeadLetterRecord again = letters(DeadLetterFilter.all()).stream()
                    .filter(other -> !other.coordinates().equals(letter.coordinates()))
                    .findFirst()
                    .orElseThrow();

            assertThat(admin().replay(letter, Optional.of(mended))).isEqualTo(new DeadLetterOutcome(0, 1, 0));
            assertThat(admin().replay(again, Optional.of(mended))).isEqualTo(new DeadLetterOutcome(1, 0, 0));
            assertThat(admin().replay(again, Optional.of(mended))).isEqualTo(new DeadLetterOutcome(0, 1, 0));
            assertThat(admin().replay(DeadLetterFilter.all(), 100, done -> {}))
                    .isEqualTo(new DeadLetterOutcome(0, 2, 0));

            Set<String> others = pipe.writeEvents(DATA_STREAM, TIME, 10, 10);
            await().atMost(Duration.ofSeconds(60)).until(() -> store.count(DATA_STREAM) >= 11);
            assertThat(store.ids(DATA_STREAM)).containsAll(others).contains(id).hasSize(11);
            assertThat(store.source(DATA_STREAM, id).path("message").asString()).isEqualTo("GET /7");
            await().atMost(Duration.ofSeconds(60)).until(() -> lines(lake).size() >= 11);
            assertThat(lines(lake)).hasSize(11).containsOnlyOnce(NO_JSON);
            assertThat(admin().resolutionOf(again.coordinates())).hasValueSatisfying(resolution -> {
                assertThat(resolution.decision()).isEqualTo(Decision.REPLAYED);
                assertThat(resolution.by()).isEqualTo("somebody");
                assertThat(resolution.mended()).isTrue();
            });
        }
    }

    private List<String> lines(Path lake) {
        return Lakes.keys(lake).stream()
                .flatMap(key -> Lakes.lines(lake.resolve(key)).stream())
                .toList();
    }

    private List<DeadLetterRecord> letters(DeadLetterFilter filter) {
        List<DeadLetterRecord> letters = new ArrayList<>();
        admin().visit(filter, (letter, resolution) -> letters.add(letter));
        return letters;
    }

    private DeadLetterAdmin admin() {
        return new DeadLetterAdmin(
                Map.of("bootstrap.servers", pipe.bootstrapServers()), "somebody", Clock.systemUTC(), Ticker.SYSTEM);
    }
}
