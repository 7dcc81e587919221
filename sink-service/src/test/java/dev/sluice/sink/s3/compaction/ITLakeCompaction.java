// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdInputStream;
import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.model.Topics;
import dev.sluice.sink.SinkTools;
import dev.sluice.sink.s3.ITLakeQueries;
import dev.sluice.sink.s3.LakeClient;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionOutcome;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionRequest;
import dev.sluice.sink.s3.format.LakeFormat;
import dev.sluice.sink.testing.FaultProxy;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Many small objects that the sink has written become few, and at no moment is an event missing. */
@SuppressWarnings("try")
class ITLakeCompaction {

    private static final String BUCKET = "lake";
    private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");
    private static final Pattern ID = Pattern.compile("\"event\":\\{\"id\":\"([A-Za-z0-9_-]{22})\"");
    /** Objects count from when they were written, which here is now. */
    private static final CompactionRequest ALL = new CompactionRequest(null, Duration.ZERO, 1 << 20);

    @TempDir
    private Path folder;

    private Pipe pipe;
    private int written;
    private EmbeddedS3 s3;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws Exception {
        pipe = new Pipe(folder.resolve("kafka"), 2);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, BUCKET);
        proxy = new FaultProxy(s3.endpoint());
    }

    @AfterEach
    void stop() {
        proxy.close();
        s3.close();
        pipe.close();
    }

    @ParameterizedTest
    @EnumSource(LakeFormat.class)
    void mergesTheSmallObjectsOfAnHourAndNothingIsLostOrDoubled(LakeFormat format) throws Exception {
        Set<String> ids = write(format, 3);
        assertThat(Lakes.keys(lake())).hasSizeGreaterThanOrEqualTo(6);
        int parts = Lakes.keys(lake()).size();
        try (SinkTools tools = tools(s3.endpoint())) {
            assertThat(tools.compaction(id -> false, () -> {}).run(ALL, key -> {}))
                    .isEqualTo(new CompactionOutcome(1, parts, 0));
            assertThat(Lakes.keys(lake()))
                    .singleElement()
                    .asString()
                    .contains("/hour=10/merged-001-logs.parsed_0.0-")
                    .endsWith(format.extension());
            assertThat(idsInLake()).containsExactlyElementsOf(ids);
            assertThat(tools.compaction(id -> false, () -> {}).run(ALL, key -> {}))
                    .isEqualTo(new CompactionOutcome(0, 0, 0));
        }

        // Events of the same hour that come later are merged with what was merged.
        ids.addAll(write(format, 1));
        try (SinkTools tools = tools(s3.endpoint())) {
            assertThat(tools.compaction(id -> false, () -> {})
                            .run(ALL, key -> {})
                            .merged())
                    .isEqualTo(1);
        }
        assertThat(Lakes.keys(lake())).singleElement().asString().contains("/merged-002-logs.parsed_0.0-");
        assertThat(idsInLake()).containsExactlyElementsOf(ids);
    }

    @Test
    void whatIsNotOverOrNotFinalStaysAsItIs() throws Exception {
        write(LakeFormat.NDJSON_GZ, 2);
        List<String> keys = Lakes.keys(lake());
        try (SinkTools tools = tools(s3.endpoint());
                S3Client client = client()) {
            Duration tooOld = Duration.between(TIME, Instant.now());
            assertThat(tools.compaction(id -> false, () -> {})
                            .run(new CompactionRequest(null, tooOld, 1 << 20), key -> {}))
                    .isEqualTo(new CompactionOutcome(0, 0, 0));
            assertThat(tools.compaction(id -> false, () -> {})
                            .run(new CompactionRequest("other", Duration.ZERO, 1 << 20), key -> {}))
                    .isEqualTo(new CompactionOutcome(0, 0, 0));
            assertThat(tools.compaction(id -> false, () -> {})
                            .run(new CompactionRequest(null, Duration.ZERO, 100), key -> {}))
                    .isEqualTo(new CompactionOutcome(0, 0, 0));
            // A plan stands from the committed offset on: a crash would have the sink write that object again.
            LakeCompaction compaction = new LakeCompaction(
                    client,
                    tools.lakeSettings(),
                    () -> new CommittedOffsets(Map.of(new TopicPartition(Topics.PARSED, 1), 0L)),
                    id -> false,
                    () -> {},
                    Clock.systemUTC());
            assertThat(compaction.run(ALL, key -> {})).isEqualTo(new CompactionOutcome(0, 0, 0));
        }
        assertThat(Lakes.keys(lake())).isEqualTo(keys);
    }

    @Test
    void aRunThatDiedBetweenIsFinishedByTheNext() throws Exception {
        Set<String> ids = write(LakeFormat.PARQUET, 3);
        int parts = Lakes.keys(lake()).size();
        proxy.fault((request, store) -> request.method().equals("POST") ? null : store.ask(request));
        try (SinkTools tools = tools(proxy.endpoint())) {
            assertThatThrownBy(() -> tools.compaction(id -> false, () -> {}).run(ALL, key -> {}))
                    .isInstanceOf(SdkException.class);
        }
        assertThat(Lakes.keys(lake())).hasSize(parts + 1);
        assertThat(idsInLake()).hasSize(2 * ids.size());
        String immune = ITLakeQueries.queries().getLast();
        assertThat(ITLakeQueries.run(immune, lake())).hasSize(1).allMatch(row -> row.endsWith("|" + ids.size()));

        proxy.fault(FaultProxy.NONE);
        try (SinkTools tools = tools(proxy.endpoint())) {
            assertThat(tools.compaction(id -> false, () -> {}).run(ALL, key -> {}))
                    .isEqualTo(new CompactionOutcome(0, 0, parts));
        }
        assertThat(idsInLake()).containsExactlyElementsOf(ids);
        assertThat(ITLakeQueries.run(immune, lake())).hasSize(1).allMatch(row -> row.endsWith("|" + ids.size()));
    }

    @Test
    void twoMergedObjectsThatOverlapAreNamedAndLeft() throws Exception {
        write(LakeFormat.NDJSON_GZ, 2);
        Path hour = lake().resolve(Lakes.keys(lake()).getFirst()).getParent();
        Files.writeString(hour.resolve("merged-001-logs.parsed_7.1-5.ndjson.gz"), "");
        Files.writeString(hour.resolve("merged-001-logs.parsed_7.4-8.ndjson.gz"), "");
        List<String> keys = Lakes.keys(lake());

        try (SinkTools tools = tools(s3.endpoint())) {
            assertThatThrownBy(() -> tools.compaction(id -> false, () -> {}).run(ALL, key -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("merged-001-logs.parsed_7.1-5.ndjson.gz")
                    .hasMessageContaining("merged-001-logs.parsed_7.4-8.ndjson.gz");
        }
        assertThat(Lakes.keys(lake())).isEqualTo(keys);
    }

    @Test
    void aReaderThatListsWithoutPauseMissesNothing() throws Exception {
        Set<String> ids = write(LakeFormat.NDJSON_GZ, 8);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger listings = new AtomicInteger();
        AtomicInteger doubles = new AtomicInteger();
        try (S3Client client = client();
                SinkTools tools = tools(s3.endpoint())) {
            Map<String, Set<String>> known = new HashMap<>();
            // What a reader opens after it has listed it may be gone by then; so all parts are read before.
            list(client).forEach(key -> known.put(key, idsOf(client, key)));
            CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    List<String> seen = new ArrayList<>();
                    for (String key : list(client)) {
                        seen.addAll(known.computeIfAbsent(key, unknown -> idsOf(client, unknown)));
                    }
                    assertThat(new HashSet<>(seen)).isEqualTo(ids);
                    listings.incrementAndGet();
                    doubles.addAndGet(seen.size() > ids.size() ? 1 : 0);
                }
            });
            await().until(() -> listings.get() > 2 || reader.isDone());
            // Three parts at a time: many moments in which something could be missing.
            long three = Files.size(lake().resolve(Lakes.keys(lake()).getFirst())) * 5 / 2;
            CompactionOutcome outcome = tools.compaction(id -> false, () -> {})
                    .run(new CompactionRequest(null, Duration.ZERO, three), key -> {});
            assertThat(outcome.merged()).isGreaterThanOrEqualTo(3);
            int afterwards = listings.get();
            await().until(() -> listings.get() > afterwards + 2 || reader.isDone());
            over.set(true);
            reader.join();
        }
        assertThat(idsInLake()).containsExactlyElementsOf(ids);
        System.out.printf("%d listings, %d of them with events in two objects%n", listings.get(), doubles.get());
    }

    /** Writes so many objects of each partition, all of one hour. */
    private Set<String> write(LakeFormat format, int objects) {
        Set<String> ids = new TreeSet<>();
        try (var sink = Sink.s3(
                pipe.bootstrapServers(),
                s3,
                BUCKET,
                folder.resolve("spool"),
                "--sluice.sink.s3.file.max-age=100ms",
                "--sluice.sink.s3.format=" + format)) {
            for (int i = 0; i < objects; i++) {
                int before = Lakes.keys(lake()).size();
                ids.addAll(pipe.writeEvents(Pipe.ACCESS, TIME, written, 20));
                written += 20;
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> Lakes.keys(lake()).size() >= before + 2);
            }
        }
        return ids;
    }

    private List<String> idsInLake() {
        try (S3Client client = client()) {
            return Lakes.keys(lake()).stream()
                    .flatMap(key -> key.endsWith(".parquet") ? rowIds(key).stream() : lineIds(client, key).stream())
                    .sorted()
                    .toList();
        }
    }

    private List<String> rowIds(String key) {
        try {
            return ITLakeQueries.run("SELECT event_id FROM read_parquet('LAKE/" + key + "')", lake());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> idsOf(S3Client client, String key) {
        return new HashSet<>(lineIds(client, key));
    }

    private static List<String> lineIds(S3Client client, String key) {
        try {
            byte[] object =
                    client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray();
            InputStream in = new ByteArrayInputStream(object);
            List<String> ids = new ArrayList<>();
            try (InputStream lines = key.endsWith(".gz") ? new GZIPInputStream(in) : new ZstdInputStream(in)) {
                Matcher id = ID.matcher(new String(lines.readAllBytes(), UTF_8));
                while (id.find()) {
                    ids.add(id.group(1));
                }
            }
            return ids;
        } catch (NoSuchKeyException e) {
            throw new IllegalStateException(key + " was listed and is gone, and was not known before", e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a reader takes for an object of the lake: the test's server also lists what it is still writing, under a name with more behind it. */
    private static List<String> list(S3Client client) {
        return client.listObjectsV2Paginator(list -> list.bucket(BUCKET).maxKeys(5)).contents().stream()
                .map(S3Object::key)
                .filter(key -> key.endsWith(".gz") || key.endsWith(".zst"))
                .toList();
    }

    private Path lake() {
        return s3.objects().resolve(BUCKET);
    }

    private S3Client client() {
        try (SinkTools tools = tools(s3.endpoint())) {
            return LakeClient.open(tools.lakeSettings().client());
        }
    }

    private SinkTools tools(URI endpoint) {
        return SinkTools.open(Map.of(
                "spring.kafka.bootstrap-servers", pipe.bootstrapServers(),
                "sluice.sink.s3.bucket", BUCKET,
                "sluice.sink.s3.client.endpoint", endpoint.toString(),
                "sluice.sink.s3.client.region", "us-east-1",
                "sluice.sink.s3.client.path-style", "true",
                "sluice.sink.s3.client.access-key", s3.accessKey(),
                "sluice.sink.s3.client.secret-key", s3.secretKey(),
                "sluice.sink.s3.spool.directory", folder.resolve("spool").toString()));
    }
}
