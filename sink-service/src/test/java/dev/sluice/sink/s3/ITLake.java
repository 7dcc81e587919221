// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdInputStream;
import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookMark;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.HealthIndicator;

// A service that runs is all that is asked of it in most tests.
@SuppressWarnings("try")
class ITLake {

    private static final String BUCKET = "lake";
    private static final String GROUP = "sluice-sink-s3";
    private static final Instant TIME = Instant.parse("2026-03-01T23:50:00Z");

    @TempDir
    private Path folder;

    private Pipe pipe;
    private EmbeddedS3 s3;

    @BeforeEach
    void start() throws Exception {
        pipe = new Pipe(folder.resolve("kafka"), 2);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, BUCKET);
    }

    @AfterEach
    void stop() {
        s3.close();
        pipe.close();
    }

    @Test
    void storesEachEventOnceInTheFolderOfItsOwnHour() {
        Set<String> ids = pipe.writeEvents(Pipe.ACCESS, TIME, 0, 1_000);
        ids.addAll(pipe.writeEvents("logs-system.syslog-prod", TIME, 0, 10));
        try (var sink = sink("--sluice.sink.s3.file.max-age=1s")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids));
        }
        assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids);
        assertThat(Lakes.keys(lake()))
                .contains(
                        "dataset=apache.access/namespace=default/dt=2026-03-01/hour=23/logs.parsed-0-00000000000000000000.ndjson.gz",
                        "dataset=apache.access/namespace=default/dt=2026-03-02/hour=00/logs.parsed-1-00000000000000000000.ndjson.gz",
                        "dataset=system.syslog/namespace=prod/dt=2026-03-01/hour=23/logs.parsed-0-00000000000000000000.ndjson.gz");
    }

    @Test
    void storesWhatIsOpenWhenItStops() {
        Set<String> ids = pipe.writeEvents(Pipe.ACCESS, TIME, 0, 100);
        try (var sink = sink()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> sink.gauge("sluice.sink.s3.spool") > 0);
            assertThat(Lakes.keys(lake())).isEmpty();
        }
        assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids);
        assertThat(pipe.committed(GROUP).values()).allSatisfy(committed -> {
            assertThat(committed.offset()).isEqualTo(50);
            assertThat(BookMark.parse(committed.metadata()).rest()).isEmpty();
        });
    }

    /** A second apart: twelve hours, and as many files of each partition; a file's size and age are far off. */
    @Test
    void filesAreClosedEarlyWhenTheirMemoryIsSpent() throws Exception {
        Set<String> ids = pipe.writeEvents(Pipe.ACCESS, TIME, 0, 40_000);
        String[] settings = {
            "--sluice.sink.s3.format=ndjson_zst",
            "--sluice.sink.s3.file.max-memory=20MB",
            "--sluice.sink.s3.consumer.max-poll-records=500"
        };
        try (var sink = sink(settings)) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                // A poll of eight minutes may open one file beyond the bound in each partition.
                assertThat(sink.gauge("sluice.sink.s3.memory")).isLessThan(30e6);
                assertThat(pipe.committed(GROUP).values())
                        .hasSize(2)
                        .allSatisfy(committed -> assertThat(committed.offset()).isGreaterThan(10_000));
            });
        }
        // The first one stored what it had read; another stores the rest.
        try (var rest = sink("--sluice.sink.s3.format=ndjson_zst", "--sluice.sink.s3.file.max-age=1s")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(pipe.committed(GROUP).values())
                            .allSatisfy(
                                    committed -> assertThat(committed.offset()).isEqualTo(20_000)));
        }
        List<String> stored = new ArrayList<>();
        for (String key : Lakes.keys(lake())) {
            try (var lines = new BufferedReader(new InputStreamReader(
                    new ZstdInputStream(Files.newInputStream(lake().resolve(key))), StandardCharsets.UTF_8))) {
                lines.lines()
                        .map(line -> line.replaceAll(".*\"event\":\\{\"id\":\"([^\"]+)\".*", "$1"))
                        .forEach(stored::add);
            }
        }
        assertThat(stored.stream().sorted()).containsExactlyElementsOf(ids);
        // Each partition has closed its files more than once: an hour that was open then is in two objects.
        assertThat(Lakes.keys(lake())).hasSizeGreaterThan(24);
    }

    /** Twelve hours of one data stream, which has one open file a partition; a restart in the middle comes with another number. */
    @Test
    void hoursForWhichADataStreamHasNoFileAreStoredOnceInTheirFolders() {
        Set<String> ids = pipe.writeEvents(Pipe.ACCESS, TIME, 0, 40_000);
        String[] small = {"--sluice.sink.s3.file.max-size=100KB", "--sluice.sink.s3.consumer.max-poll-records=500"};
        try (var sink = sink(small[0], small[1], "--sluice.sink.s3.file.max-open-of-stream=1")) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Lakes.keys(lake()).size() > 4);
        }
        try (var rest = sink("--sluice.sink.s3.file.max-age=1s", "--sluice.sink.s3.file.max-open-of-stream=2")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(pipe.committed(GROUP).values())
                            .allSatisfy(
                                    committed -> assertThat(committed.offset()).isEqualTo(20_000)));
        }
        assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids);
    }

    @Test
    void sendsWhatIsNoEventToTheDeadLetters() {
        Set<String> ids = pipe.writeEvents(Pipe.ACCESS, TIME, 0, 10);
        String id = ids.iterator().next();
        pipe.write(0, id, null, "{}");
        pipe.write(0, "no id", Pipe.ACCESS, "{}");
        pipe.write(1, id, "nonsense", "{}");
        pipe.write(1, id, Pipe.ACCESS, "no object");
        pipe.flush();
        try (var sink = sink("--sluice.sink.s3.file.max-age=500ms")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids));
        }
        List<ConsumerRecord<byte[], byte[]>> letters = pipe.read(Topics.S3_DEAD_LETTERS);
        assertThat(letters)
                .extracting(letter -> header(letter, Headers.DLT_REASON))
                .containsExactlyInAnyOrder(
                        DeadLetterReason.BAD_HEADERS.name(),
                        DeadLetterReason.BAD_HEADERS.name(),
                        DeadLetterReason.BAD_HEADERS.name(),
                        DeadLetterReason.BAD_JSON.name());
        assertThat(letters).allSatisfy(letter -> {
            assertThat(header(letter, Headers.DLT_TOPIC)).isEqualTo(Topics.PARSED);
            assertThat(header(letter, Headers.DLT_OFFSET)).isIn("5", "6");
            assertThat(header(letter, Headers.DLT_MESSAGE)).isNotBlank();
        });
    }

    @Test
    void buildsAPlannedRangeAgainExactlyAfterACrash() throws Exception {
        Set<String> ids = new TreeSet<>(pipe.writeEvents(Pipe.ACCESS, TIME, 0, 400));
        s3.close();
        int port = s3.endpoint().getPort();
        try (var crashing =
                sink("--sluice.sink.s3.file.max-age=100ms", "--sluice.sink.s3.client.attempt-timeout=2s", endpoint())) {
            // The store is away: plans stand, nothing is uploaded, and the stop does not wait.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pipe.committed(GROUP).values().stream()
                                    .filter(committed -> committed.metadata().startsWith("plan="))
                                    .count()
                            == 2);
        }
        List<Long> planned = pipe.committed(GROUP).values().stream()
                .map(committed -> Long.parseLong(committed.metadata().split("[= ]")[1]))
                .toList();
        ids.addAll(pipe.writeEvents(Pipe.ACCESS, TIME, 400, 100));
        s3 = EmbeddedS3.start(folder.resolve("s3"), port, BUCKET);
        try (var recovering = sink("--sluice.sink.s3.file.max-age=10m")) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pipe.committed(GROUP).values().stream()
                            .allMatch(committed -> planned.contains(committed.offset())
                                    && BookMark.parse(committed.metadata())
                                            .rest()
                                            .isEmpty()));
            // What was planned, and no more: the rest waits for its own time.
            List<String> inLake = new ArrayList<>(Lakes.ids(lake()));
            assertThat(inLake).hasSize(planned.stream().mapToInt(Long::intValue).sum());
            assertThat(inLake).doesNotHaveDuplicates();
        }
        assertThat(Lakes.ids(lake())).containsExactlyElementsOf(ids);
    }

    @Test
    void waitsForABucketAndSaysSo() {
        Set<String> ids = pipe.writeEvents(Pipe.ACCESS, TIME, 0, 10);
        try (var sink = sink("--sluice.sink.s3.file.max-age=100ms", "--sluice.sink.s3.bucket=later")) {
            HealthIndicator health = sink.health("s3");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(health.health().getStatus().getCode()).isEqualTo("DEGRADED");
                assertThat(health.health().getDetails()).containsEntry("problem", "answers 404");
            });
            s3.createBucket("later");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(Lakes.ids(s3.objects().resolve("later"))).containsExactlyElementsOf(ids));
            await().untilAsserted(() -> assertThat(health.health().getDetails()).containsEntry("state", "ok"));
        }
    }

    @Test
    void createsTheBucketIfAskedTo() {
        Set<String> ids = pipe.writeEvents(Pipe.ACCESS, TIME, 0, 10);
        try (var sink = sink(
                "--sluice.sink.s3.file.max-age=100ms",
                "--sluice.sink.s3.bucket=made",
                "--sluice.sink.s3.create-bucket=true")) {
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(Lakes.ids(s3.objects().resolve("made"))).containsExactlyElementsOf(ids));
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private Path lake() {
        return s3.objects().resolve(BUCKET);
    }

    private String endpoint() {
        return "--sluice.sink.s3.client.endpoint=" + s3.endpoint();
    }

    private Sink sink(String... arguments) {
        return Sink.s3(pipe.bootstrapServers(), s3, BUCKET, folder.resolve("spool"), arguments);
    }
}
