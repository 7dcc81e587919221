// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import dev.sluice.sink.driver.EventRows;
import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.driver.StoreFilter;
import dev.sluice.sink.driver.StoreStatus;
import dev.sluice.sink.driver.TestBooks;
import dev.sluice.sink.s3.LakeSettings.Rotation;
import dev.sluice.sink.s3.LakeSettings.Spooling;
import dev.sluice.sink.s3.format.LakeFormat;
import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a partition of the lake plans, uploads and commits, by what it was left and what comes: plan, commit, upload, commit. */
class LakePartitionTest {

    private static final TopicPartition PARTITION = new TopicPartition("logs.parsed", 3);
    private static final DataSize LARGE = DataSize.ofMegabytes(128);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final OffsetAndMetadata PLAN = new OffsetAndMetadata(10, "plan=12 ndjson.gz");

    @TempDir
    private Path folder;

    private final Store store = new Store();
    private final Time clock = new Time();
    private final List<EventRows> settled = new ArrayList<>();
    private WriterMemory memory = new WriterMemory(Long.MAX_VALUE);
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        spool = new Spool(
                new Spooling(folder, DataSize.ofGigabytes(1), DataSize.ofBytes(1)), new StoreStatus("s3", clock));
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Test
    void nothingIsUploadedBeforeItsPlanIsCommitted() throws Exception {
        LakePartition partition = partition(new OffsetAndMetadata(10), 10, LakeFormat.NDJSON_GZ);
        partition.accept(event(10));
        partition.accept(event(11));
        assertThat(partition.tick()).as("not due yet").isEmpty();
        assertThat(partition.isDone()).isFalse();

        partition.flush();
        assertThat(partition.tick()).contains(PLAN);
        partition.accept(event(12));
        assertThat(partition.tick()).as("until it is committed").contains(PLAN);
        assertThat(partition.isFull()).as("the next range is due, too").isTrue();
        assertThat(store.objects).isEmpty();

        partition.committed(PLAN);
        assertThat(awaitTick(partition)).isEqualTo(new OffsetAndMetadata(12));
        assertThat(store.texts()).containsOnly(Map.entry(key(10, "ndjson.gz"), "event 10, event 11"));
        assertThat(partition.tick()).as("until that is committed").contains(new OffsetAndMetadata(12));

        partition.committed(new OffsetAndMetadata(12));
        assertThat(partition.tick()).contains(new OffsetAndMetadata(12, "plan=13 ndjson.gz"));
        partition.close();
        assertNothingIsLeft();
    }

    @Test
    void allIsDoneWhenTheEndIsCommitted() throws Exception {
        LakePartition partition = partition(new OffsetAndMetadata(10), 10, LakeFormat.NDJSON_GZ);
        assertThat(partition.isDone()).isTrue();
        partition.accept(event(10));
        partition.flush();
        OffsetAndMetadata plan = partition.tick().orElseThrow();
        partition.committed(plan);
        assertThat(settled).as("what is only planned is in no book").isEmpty();
        awaitTick(partition);
        assertThat(partition.isDone()).isFalse();
        assertThat(settled).hasSize(1);

        partition.committed(new OffsetAndMetadata(10, "another"));
        assertThat(partition.isDone()).as("another commit than that of its end").isFalse();
        partition.committed(new OffsetAndMetadata(11));
        assertThat(partition.isDone()).isTrue();
        assertThat(partition.oldestUnstored()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void aRangeIsDueByAge() throws Exception {
        LakePartition partition = partition(new OffsetAndMetadata(10), 10, LakeFormat.NDJSON_GZ);
        clock.advance(Duration.ofMinutes(10));
        partition.accept(event(10));
        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(partition.tick()).isEmpty();

        clock.advance(Duration.ofMillis(1));
        assertThat(partition.tick()).contains(new OffsetAndMetadata(10, "plan=11 ndjson.gz"));
        partition.close();
        assertNothingIsLeft();
    }

    @Test
    void aRangeIsDueByItsFiles() throws Exception {
        LakePartition partition =
                partition(new OffsetAndMetadata(10), 10, LakeFormat.NDJSON_GZ, new Rotation(LARGE, LONG, 2, 2, null));
        partition.accept(event(10, 0));
        partition.accept(event(11, 0));
        assertThat(partition.tick()).isEmpty();

        partition.accept(event(12, 1));
        assertThat(partition.tick()).contains(new OffsetAndMetadata(10, "plan=13 ndjson.gz"));
        partition.close();
        assertNothingIsLeft();
    }

    /** Each folder that waits becomes an object, too. */
    @Test
    void aRangeIsDueByTheFoldersThatWaitInOneFile() throws Exception {
        LakePartition partition =
                partition(new OffsetAndMetadata(10), 10, LakeFormat.NDJSON_GZ, new Rotation(LARGE, LONG, 2, 1, null));
        for (int hour = 0; hour < 8; hour++) {
            partition.accept(event(10 + hour, hour));
        }
        assertThat(partition.tick()).as("one file, and seven folders that wait").isEmpty();

        partition.accept(event(18, 8));
        OffsetAndMetadata plan = partition.tick().orElseThrow();
        assertThat(plan).isEqualTo(new OffsetAndMetadata(10, "plan=19 ndjson.gz"));
        partition.committed(plan);
        awaitTick(partition);
        assertThat(store.objects).hasSize(9);
        partition.close();
    }

    /** What holds most is closed, and nothing more is taken until it is. */
    @Test
    void aRangeIsDueWhenMemoryIsShort() throws Exception {
        memory = new WriterMemory(1);
        LakePartition partition = partition(new OffsetAndMetadata(10), 10, LakeFormat.NDJSON_GZ);
        assertThat(partition.isFull()).isFalse();
        partition.accept(event(10));
        assertThat(partition.isFull()).isTrue();
        assertThat(partition.tick()).contains(new OffsetAndMetadata(10, "plan=11 ndjson.gz"));
        partition.close();
        assertNothingIsLeft();
    }

    /** Its predecessor had room for it; and nobody else can make some. */
    @Test
    void whatIsPlannedIsBuiltHoweverShortMemoryIs() throws Exception {
        memory = new WriterMemory(1);
        LakePartition partition = partition(PLAN, 5, LakeFormat.NDJSON_GZ);
        partition.accept(event(10));
        assertThat(partition.isFull()).isFalse();
        assertThat(partition.tick()).isEmpty();
        partition.accept(event(11));
        assertThat(awaitTick(partition)).isEqualTo(new OffsetAndMetadata(12));
        partition.close();
    }

    /** Whatever the settings say by now: the object that may be there already is written over by itself. */
    @Test
    void whatAPredecessorPlannedIsBuiltAgainAsItWasPlanned() throws Exception {
        LakePartition partition = partition(PLAN, 5, LakeFormat.NDJSON_ZST);
        assertThat(partition.isDone()).as("the next owner may build it as well").isTrue();
        partition.accept(event(10));
        partition.flush();
        assertThat(partition.tick()).as("no other plan meanwhile").isEmpty();
        assertThat(store.objects).isEmpty();

        partition.accept(event(11));
        assertThat(awaitTick(partition)).isEqualTo(new OffsetAndMetadata(12));
        assertThat(store.texts()).containsOnly(Map.entry(key(10, "ndjson.gz"), "event 10, event 11"));
        assertThat(store.conditional).isFalse();

        partition.committed(new OffsetAndMetadata(12));
        partition.accept(event(12));
        assertThat(partition.tick()).contains(new OffsetAndMetadata(12, "plan=13 ndjson.zst"));
        partition.close();
        assertNothingIsLeft();
    }

    /** The last records of the plan are marks of transactions, which nobody reads. */
    @Test
    void aRecordBehindThePlanEndsItAndIsNotInIt() throws Exception {
        LakePartition partition = partition(PLAN, 5, LakeFormat.NDJSON_GZ);
        partition.accept(event(10));
        partition.accept(event(14));

        assertThat(awaitTick(partition)).isEqualTo(new OffsetAndMetadata(12));
        assertThat(store.texts()).containsOnly(Map.entry(key(10, "ndjson.gz"), "event 10"));
        partition.committed(new OffsetAndMetadata(12));
        partition.flush();
        OffsetAndMetadata next = partition.tick().orElseThrow();
        assertThat(next).isEqualTo(new OffsetAndMetadata(12, "plan=15 ndjson.gz"));
        partition.committed(next);
        awaitTick(partition);
        assertThat(store.texts()).containsEntry(key(12, "ndjson.gz"), "event 14");
        partition.close();
    }

    /** A part of it has left Kafka: what is there may hold more. */
    @Test
    void anObjectThatMayHoldMoreStaysAsItIs() throws Exception {
        store.objects.put(key(10, "ndjson.gz"), new byte[] {1, 2, 3});
        LakePartition partition = partition(PLAN, 11, LakeFormat.NDJSON_GZ);
        partition.accept(event(11));

        assertThat(awaitTick(partition)).isEqualTo(new OffsetAndMetadata(12));
        assertThat(store.conditional).isTrue();
        assertThat(store.objects).containsOnlyKeys(key(10, "ndjson.gz"));
        assertThat(store.objects.get(key(10, "ndjson.gz"))).containsExactly(1, 2, 3);
        partition.close();
    }

    @Test
    void aPlanOfWhichNothingIsLeftIsEndedWithoutAnObject() throws Exception {
        LakePartition partition = partition(PLAN, 20, LakeFormat.NDJSON_GZ);

        assertThat(awaitTick(partition)).isEqualTo(new OffsetAndMetadata(12));
        partition.committed(new OffsetAndMetadata(12));
        partition.accept(event(20));
        partition.flush();
        assertThat(partition.tick()).contains(new OffsetAndMetadata(20, "plan=21 ndjson.gz"));
        assertThat(store.objects).isEmpty();
        partition.close();
        assertNothingIsLeft();
    }

    @Test
    void whoIsClosedInTheMiddleOfAnUploadLeavesNothingInTheSpool() throws Exception {
        store.fails = true;
        LakePartition partition = partition(new OffsetAndMetadata(10), 10, LakeFormat.NDJSON_GZ);
        partition.accept(event(10));
        partition.flush();
        partition.committed(partition.tick().orElseThrow());
        await().until(() -> store.asked);
        assertThat(partition.tick()).as("it is tried again").isEmpty();

        partition.close();
        assertNothingIsLeft();
        assertThat(store.objects).isEmpty();
    }

    @Test
    void whatIsForAnotherStoreIsPassedOverAndCommitted() throws Exception {
        LakePartition partition = partition(new OffsetAndMetadata(10), 10, LakeFormat.NDJSON_GZ);
        partition.accept(event(10));
        ConsumerRecord<byte[], byte[]> other = event(11);
        other.headers().add(Headers.ROUTE, "elasticsearch".getBytes(UTF_8));
        partition.accept(other);
        partition.flush();
        partition.committed(partition.tick().orElseThrow());

        assertThat(awaitTick(partition)).isEqualTo(new OffsetAndMetadata(12));
        assertThat(store.texts()).containsOnly(Map.entry(key(10, "ndjson.gz"), "event 10"));
        partition.close();
    }

    private static OffsetAndMetadata awaitTick(LakePartition partition) {
        return await().until(partition::tick, Optional::isPresent).orElseThrow();
    }

    private LakePartition partition(OffsetAndMetadata committed, long logStart, LakeFormat format) {
        return partition(committed, logStart, format, new Rotation(LARGE, LONG, 64, 32, null));
    }

    private LakePartition partition(OffsetAndMetadata committed, long logStart, LakeFormat format, Rotation rotation) {
        LakeSettings settings = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("sluice.sink.s3", LakeSettings.class);
        StoreStatus status = new StoreStatus("s3", clock);
        SinkMetrics metrics = new SinkMetrics(new SimpleMeterRegistry(), "s3", clock, status, Tracing.off());
        RangeUpload upload = new RangeUpload(store, new LakeBucket(store, settings, status), settings, status, metrics);
        LakeContext lake = new LakeContext(
                new LakeLayout(""),
                format,
                rotation,
                spool,
                memory,
                upload,
                new StoreFilter("s3", settings.accept()),
                null,
                clock);
        return new LakePartition(
                new Start(PARTITION, committed, logStart, 100),
                TestBooks.empty(PARTITION, committed.offset(), settled::add),
                lake);
    }

    private static String key(long start, String extension) {
        return new LakeLayout("")
                .key(
                        LakeLayout.Folder.of(DataStream.parse("logs-app-default"), event(start)),
                        PARTITION,
                        start,
                        LakeFormat.ofExtension(extension).orElseThrow());
    }

    private static ConsumerRecord<byte[], byte[]> event(long offset) {
        return event(offset, 0);
    }

    private static ConsumerRecord<byte[], byte[]> event(long offset, int hour) {
        // The id's first six bytes are the time.
        byte[] time = ByteBuffer.allocate(16)
                .putLong(Duration.ofHours(hour).toMillis() << Short.SIZE)
                .array();
        byte[] id = Base64.getUrlEncoder().withoutPadding().encode(time);
        byte[] json = ("{\"message\":\"event " + offset + "\"}").getBytes(UTF_8);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, id, json);
        record.headers().add(Headers.DATA_STREAM, "logs-app-default".getBytes(UTF_8));
        return record;
    }

    private void assertNothingIsLeft() {
        assertThat(spool.used()).isZero();
        assertThat(spool.files()).isZero();
        assertThat(memory.used()).isZero();
    }

    /** An object store in memory that takes what it is given, or fails. */
    private static final class Store implements S3Client {

        private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
        private volatile boolean fails;
        private volatile boolean asked;
        private volatile boolean conditional;

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            asked = true;
            if (fails) {
                throw S3Exception.builder().statusCode(503).message("later").build();
            }
            conditional = request.ifNoneMatch() != null;
            if (conditional && objects.containsKey(request.key())) {
                throw S3Exception.builder().statusCode(412).message("there").build();
            }
            try (InputStream in = body.contentStreamProvider().newStream()) {
                objects.put(request.key(), in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return PutObjectResponse.builder().build();
        }

        /** The messages of each object of compressed lines. */
        Map<String, String> texts() {
            Map<String, String> texts = new ConcurrentSkipListMap<>();
            objects.forEach((key, bytes) -> {
                try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                    texts.put(
                            key,
                            String.join(
                                    ", ",
                                    new String(in.readAllBytes(), UTF_8)
                                            .lines()
                                            .map(line -> line.replaceAll(".*\"message\":\"([^\"]*)\".*", "$1"))
                                            .toList()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return texts;
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private static final class Time extends Clock {

        private Instant now = Instant.parse("2026-03-01T23:50:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
