// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.releases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.Resolution;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Recorded;
import dev.sluice.sink.testing.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An upgrade is rolling: these sinks read what the parser of an earlier release wrote, and go on from what its sinks left behind. */
@SuppressWarnings("try")
class ITEarlierReleases {

    private static final Path RELEASES = Path.of("../log-model/releases");
    private static final String GROUP = "sluice-sink-s3";

    @TempDir
    private Path folder;

    private Pipe pipe;

    static Stream<Path> releases() throws IOException {
        try (Stream<Path> folders = Files.list(RELEASES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @BeforeEach
    void start() throws Exception {
        pipe = new Pipe(folder.resolve("kafka"), 4);
    }

    @AfterEach
    void stop() {
        pipe.close();
    }

    /** A sink of that release has committed a plan and died: its range becomes one set of objects, and all events are in the lake once. */
    @ParameterizedTest
    @MethodSource("releases")
    void itsEventsAreStoredAndItsPlanIsKept(Path release) throws Exception {
        List<Recorded> events = Recorded.read(release.resolve("parsed.ndjson"));
        events.forEach(pipe::write);
        pipe.flush();
        JsonNode plan = offsetOf(release, GROUP);
        int planned = plan.path("partition").asInt();
        pipe.commit(
                GROUP,
                planned,
                plan.path("offset").asLong(),
                plan.path("metadata").asString());

        try (var s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "lake")) {
            Path lake = s3.objects().resolve("lake");
            try (var sink = Sink.s3(
                    pipe.bootstrapServers(), s3, "lake", folder.resolve("spool"), "--sluice.sink.s3.file.max-age=1s")) {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(Lakes.ids(lake))
                                .containsExactlyElementsOf(events.stream()
                                        .map(Recorded::key)
                                        .sorted()
                                        .toList()));
            }

            assertThat(Lakes.keys(lake).stream()
                            .filter(key -> key.contains("/" + Topics.PARSED + "-" + planned + "-00000000000000000000."))
                            .mapToInt(key -> Lakes.lines(lake.resolve(key)).size())
                            .sum())
                    .as("the range that was planned, and no more")
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void itsDeadLettersAndResolutionsAreRead(Path release) throws Exception {
        pipe.createTopic(Topics.RAW, 4);
        pipe.createTopic(Topics.RAW_DEAD_LETTERS, 1);
        pipe.createTopic(Topics.DEAD_LETTER_RESOLUTIONS, 1);
        Recorded letter = Recorded.read(release.resolve("raw-dlt.ndjson")).getFirst();
        // The first has a resolution, the second has none.
        pipe.write(letter);
        pipe.write(letter);
        Recorded.read(release.resolve("resolutions.ndjson")).forEach(pipe::write);
        pipe.flush();
        List<Optional<Resolution.Decision>> decisions = new ArrayList<>();
        DeadLetterAdmin admin = new DeadLetterAdmin(
                Map.of("bootstrap.servers", pipe.bootstrapServers()), "test", Clock.systemUTC(), Ticker.SYSTEM);

        admin.visit(DeadLetterFilter.all(), (found, resolution) -> {
            assertThat(found.reason()).isEqualTo("NOT_THE_FORMAT");
            return decisions.add(resolution.map(Resolution::decision));
        });
        DeadLetterAdmin.DeadLetterOutcome outcome = admin.replay(DeadLetterFilter.all(), 100, done -> {});

        assertThat(decisions).containsExactly(Optional.of(Resolution.Decision.REPLAYED), Optional.empty());
        assertThat(outcome).isEqualTo(new DeadLetterAdmin.DeadLetterOutcome(1, 1, 0));
        // A commit is answered before its markers stand in the topic; until they do, no reader of committed records
        // sees the replay.
        await().untilAsserted(() -> assertThat(pipe.read(Topics.RAW))
                .singleElement()
                .satisfies(replay -> {
                    assertThat(new String(replay.value(), UTF_8)).isEqualTo(letter.value());
                    assertThat(new String(
                                    replay.headers().lastHeader(Headers.REPLAY).value(), UTF_8))
                            .isEqualTo(letter.headers().get(Headers.DLT_ID));
                }));
    }

    @Test
    void unknownHeadersOfAnEventAreIgnored() throws Exception {
        Recorded event = Recorded.read(releases().toList().getLast().resolve("parsed.ndjson"))
                .getFirst();
        pipe.write(
                0,
                event.key(),
                event.headers().get(Headers.DATA_STREAM),
                event.value(),
                Map.of(
                        "sluice.of-the-future",
                        "x",
                        "traceparent",
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        pipe.flush();

        try (var s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "lake");
                var sink = Sink.s3(
                        pipe.bootstrapServers(),
                        s3,
                        "lake",
                        folder.resolve("spool"),
                        "--sluice.sink.s3.file.max-age=100ms")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(Lakes.ids(s3.objects().resolve("lake"))).containsExactly(event.key()));
        }
        assertThat(pipe.read(Topics.S3_DEAD_LETTERS)).isEmpty();
    }

    private static JsonNode offsetOf(Path release, String group) throws IOException {
        return Files.readAllLines(release.resolve("offsets.ndjson")).stream()
                .map(JsonMapper.shared()::readTree)
                .filter(offset -> offset.path("group").asString().equals(group))
                .findFirst()
                .orElseThrow();
    }
}
