// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.DataStream;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.driver.StoreStatus;
import dev.sluice.sink.s3.LakeLayout.Folder;
import dev.sluice.sink.s3.LakeSettings.Spooling;
import dev.sluice.sink.s3.format.LakeFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

/** What a range becomes follows from its records alone, however few files it may have open; and one data stream has a part of those only. */
class LakeRangeTest {

    private static final TopicPartition PARTITION = new TopicPartition("logs.parsed", 0);
    private static final long START = 1_000;
    private static final int MANY = 10_000;
    private static final long HOUR = 3_600_000;
    private static final DataStream HOSTILE = DataStream.parse("logs-hostile-tenant_a");
    private static final DataStream CALM = DataStream.parse("logs-calm-tenant_b");

    @TempDir
    private Path folder;

    private Spool spool;
    private final WriterMemory memory = new WriterMemory(Long.MAX_VALUE);

    @BeforeEach
    void open() throws IOException {
        spool = new Spool(
                new Spooling(folder, DataSize.ofGigabytes(1), DataSize.ofBytes(1)),
                new StoreStatus("s3", Clock.systemUTC()));
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    private record Event(DataStream stream, long timestamp, String json) {}

    /** A restart may come with another number, and must write the same objects: the plan says neither. */
    @ParameterizedTest
    @EnumSource
    void objectsAreTheSameByteForByteHoweverManyFilesMayBeOpen(LakeFormat format) throws IOException {
        List<Event> events = events(3_000, 40, new Random(1));

        Map<String, byte[]> expected = objects(format, events, MANY);

        assertThat(expected.keySet()).hasSize(81);
        for (int most : new int[] {1, 2, 7}) {
            Map<String, byte[]> objects = objects(format, events, most);
            assertThat(objects.keySet()).as("keys with " + most).isEqualTo(expected.keySet());
            objects.forEach((key, bytes) -> assertThat(Arrays.equals(bytes, expected.get(key)))
                    .as(key + " with " + most)
                    .isTrue());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoNamesHoursWithoutEndHasItsPartOfTheFilesAndNoOthers(LakeFormat format) throws Exception {
        LakeRange range = range(format, 4);
        Set<Integer> files = new TreeSet<>();
        for (int i = 0; i < 500; i++) {
            write(range, i, new Event(HOSTILE, i * HOUR, json(i)));
            files.add(range.fileCount());
        }
        assertThat(files).containsExactly(1, 2, 3, 4);
        assertThat(range.overflowCount()).isEqualTo(496);
        assertThat(openFiles()).as("its four, and what the rest waits in").isEqualTo(5);

        for (int i = 500; i < 504; i++) {
            write(range, i, new Event(CALM, i * HOUR, json(i)));
        }

        assertThat(range.fileCount()).isEqualTo(8);
        assertThat(range.overflowCount()).as("of the other one, nothing waits").isEqualTo(496);
        range.finish();
        assertThat(range.files()).hasSize(504).allMatch(file -> file.events() == 1);
        range.discard();
        assertNothingIsLeft();
    }

    /** And not when the range ends, when nobody would know any more which record it was. */
    @Test
    void whatCannotBeWrittenIsToldAtOnce() throws Exception {
        LakeRange range = range(LakeFormat.PARQUET, 1);
        write(range, 0, new Event(HOSTILE, 0, json(0)));
        write(range, 1, new Event(HOSTILE, HOUR, json(1)));

        for (String broken : List.of("{\"a\":}", "{\"a\":1}{\"b\":2}", "{\"a\":1")) {
            Event event = new Event(HOSTILE, HOUR, broken);
            assertThat(isWritten(range, 2, event)).as(broken).isFalse();
        }
        assertThat(isWritten(range, 3, new Event(HOSTILE, 7 * HOUR, "{nothing}")))
                .isFalse();

        range.finish();
        assertThat(range.files()).hasSize(2).allMatch(file -> file.events() == 1);
        range.discard();
        assertNothingIsLeft();
    }

    @Test
    void aRangeThatIsGivenUpLeavesNothing() throws Exception {
        LakeRange range = range(LakeFormat.NDJSON_ZST, 1);
        for (int i = 0; i < 50; i++) {
            write(range, i, new Event(HOSTILE, i * HOUR, json(i)));
        }
        assertThat(memory.used()).isPositive();
        assertThat(spool.used()).isPositive();

        range.discard();

        assertNothingIsLeft();
    }

    /** The size at which a range is closed holds for what waits, too. */
    @Test
    void whatWaitsCountsForTheSizeOfTheRange() throws Exception {
        LakeRange range = range(LakeFormat.NDJSON_GZ, 1);
        String large = "{\"message\":\"" + "x".repeat(200_000) + "\"}";
        write(range, 0, new Event(HOSTILE, 0, json(0)));
        write(range, 1, new Event(HOSTILE, HOUR, large));
        write(range, 2, new Event(HOSTILE, HOUR, large));

        assertThat(range.biggest()).isGreaterThan(400_000);
        assertThat(spool.used()).isGreaterThan(400_000);
        range.discard();
    }

    private Map<String, byte[]> objects(LakeFormat format, List<Event> events, int most) throws IOException {
        LakeRange range = range(format, most);
        for (int i = 0; i < events.size(); i++) {
            isWritten(range, i, events.get(i));
        }
        assertThat(range.fileCount()).isLessThanOrEqualTo(2 * most);
        range.finish();
        Map<String, byte[]> objects = new TreeMap<>();
        for (LakeFile file : range.files()) {
            assertThat(objects.put(file.key(), Files.readAllBytes(file.path())))
                    .as(file.key())
                    .isNull();
        }
        range.discard();
        assertNothingIsLeft();
        return objects;
    }

    /** Some of which are no JSON: lines are kept as they are, and Parquet has no row for them. */
    private static List<Event> events(int count, int hours, Random random) {
        List<Event> events = new ArrayList<>();
        DataStream[] streams = {HOSTILE, CALM};
        for (int i = 0; i < count; i++) {
            events.add(new Event(
                    streams[random.nextInt(streams.length)],
                    random.nextInt(2 * hours) * HOUR / 2 + 1_700_000_000_000L,
                    random.nextInt(20) == 0 ? "{broken " + i + "}" : json(random.nextInt())));
        }
        // Enough of one folder for more than one look at the size.
        for (int i = 0; i < count; i++) {
            events.add(random.nextInt(events.size()), new Event(HOSTILE, 1_600_000_000_000L, json(i)));
        }
        return events;
    }

    private static String json(int number) {
        return "{\"@timestamp\":\"2026-03-01T23:50:00.000Z\",\"message\":\"line " + number
                + "\",\"http\":{\"response\":{\"status_code\":" + (200 + Math.floorMod(number, 300))
                + "}},\"fields\":{\"n\":" + number + "}}";
    }

    private LakeRange range(LakeFormat format, int most) {
        return new LakeRange(PARTITION, START, format, new LakeLayout("lake"), spool, memory, most);
    }

    private static void write(LakeRange range, int number, Event event) throws IOException {
        assertThat(isWritten(range, number, event)).isTrue();
    }

    private static boolean isWritten(LakeRange range, int number, Event event) throws IOException {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                START + number,
                idOf(event.timestamp()),
                event.json().getBytes(UTF_8));
        try {
            range.write(Folder.of(event.stream(), record), record, record.value());
            return true;
        } catch (NotAnEvent e) {
            return false;
        }
    }

    /** Its first six bytes are the time. */
    private static byte[] idOf(long timestamp) {
        byte[] id = new byte[16];
        for (int i = 0; i < 6; i++) {
            id[i] = (byte) (timestamp >> 8 * (5 - i));
        }
        return Base64.getUrlEncoder().withoutPadding().encode(id);
    }

    private long openFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            Path target = Files.readSymbolicLink(descriptor);
                            return target.startsWith(folder) && !target.endsWith("lock");
                        } catch (IOException closedMeanwhile) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(memory.used()).isZero();
        assertThat(spool.used()).isZero();
        assertThat(spool.files()).isZero();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
                    .containsExactly("lock");
        }
    }
}
