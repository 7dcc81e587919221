// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookKey;
import dev.sluice.model.ledger.BookSegment;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.operations.erasure.ErasedEvents;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the books from Kafka and compares them.
 *
 * <p>The order matters. The sinks' committed offsets come first, so that whatever they have read is in the parser's book by the time that is read.
 * The books are read to the end that an uncommitted reader sees, by a committed reader: markers of transactions reach partitions one by one. Where
 * {@code logs.parsed} stood still meanwhile, all of the books can be compared.
 */
public final class LedgerReader {

    private static final int LONGEST_FETCH_MILLIS = 10;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    /** Of topics, to tell what is in flight, unless said otherwise. */
    private static final long MAX_BYTES = 512L << 20;

    private static final int FIRST_RECORDS = 1_000;
    private static final long HOUR_MILLIS = 3_600_000;

    private final Map<String, Object> kafka;
    private final LedgerGroups groups;
    private final long maxBytes;
    private final Clock clock;

    /** @param kafka how to reach the brokers */
    public LedgerReader(Map<String, Object> kafka, LedgerGroups groups, Clock clock) {
        this(kafka, groups, MAX_BYTES, clock);
    }

    /**
     * @param kafka how to reach the brokers
     * @param maxBytes most that is read of chunks and events, to tell what is in flight; what is beyond is a note of the report, and is not compared
     */
    public LedgerReader(Map<String, Object> kafka, LedgerGroups groups, long maxBytes, Clock clock) {
        this.kafka = Map.copyOf(kafka);
        this.groups = groups;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** What one partition of the ledger holds. */
    private static final class Pages {
        private final Map<BookKey, BookSegment> segments = new TreeMap<>(Comparator.comparing(BookKey::book)
                .thenComparingLong(BookKey::from)
                .thenComparingLong(BookKey::to));
        /** By book, the first segment of all, and when it was written. */
        private final Map<String, BookKey> first = new HashMap<>();

        private final Map<String, Long> firstWritten = new HashMap<>();

        List<BookSegment> of(String book) {
            return segments.entrySet().stream()
                    .filter(entry -> entry.getKey().book().equals(book))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        Map<BookKey, BookSegment> keysOf(String book) {
            Map<BookKey, BookSegment> found = new HashMap<>(segments);
            found.keySet().removeIf(key -> !key.book().equals(book));
            return found;
        }

        void first(ConsumerRecord<byte[], byte[]> found) {
            BookKey key = BookKey.parse(found.key());
            if (first.putIfAbsent(key.book(), key) == null) {
                firstWritten.put(key.book(), found.timestamp());
            }
        }

        void add(ConsumerRecord<byte[], byte[]> found) {
            if (found.value() != null) {
                segments.put(BookKey.parse(found.key()), BookSegment.parse(new String(found.value(), UTF_8)));
            }
        }
    }

    /** @throws KafkaException if the brokers cannot be reached, or there is no ledger */
    public LedgerReport read(LedgerFilter filter) {
        List<String> notes = new ArrayList<>();
        RowNames names = new RowNames();
        try (Admin admin = Admin.create(kafka);
                KafkaConsumer<byte[], byte[]> committed = consumer()) {
            List<PartitionBooks> books = books(new BrokerOffsets(admin), committed, filter.fromHour() * HOUR_MILLIS);
            KafkaSpans spans = new KafkaSpans(committed, maxBytes);
            LineBook lines = new LineBook(spans, names, filter, notes);
            EventBook events = new EventBook(spans, names, filter, notes);
            books.forEach(lines::add);
            books.forEach(events::add);
            // After the sinks' offsets: what is told of then has been stored.
            events.erased(ErasedEvents.read(committed, filter.fromHour() * HOUR_MILLIS, filter::takes));
            return new LedgerReport(clock.instant(), lines.rows(), events.rows(), List.copyOf(notes));
        }
    }

    private List<PartitionBooks> books(BrokerOffsets brokers, KafkaConsumer<byte[], byte[]> committed, long since) {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> stores = new TreeMap<>();
        groups.stores().forEach((store, group) -> {
            Map<TopicPartition, OffsetAndMetadata> offsets = brokers.committed(group);
            // A store whose sink never was is none of this pipeline's.
            if (!offsets.isEmpty() || brokers.hasMembers(group)) {
                stores.put(store, offsets);
            }
        });
        Map<TopicPartition, OffsetAndMetadata> parser = brokers.committed(groups.parser());
        List<TopicPartition> parsed = brokers.partitions(Topics.PARSED);
        List<TopicPartition> raw = brokers.partitions(Topics.RAW);
        List<TopicPartition> ledger = brokers.partitions(Topics.LEDGER);
        if (ledger.isEmpty()) {
            throw new KafkaException(
                    "there is no topic " + Topics.LEDGER + ": no parser that keeps books has run here");
        }
        Map<TopicPartition, Long> parsedBefore = brokers.ends(parsed, IsolationLevel.READ_UNCOMMITTED);
        Map<Integer, Pages> pages = pages(committed, brokers.ends(ledger, IsolationLevel.READ_UNCOMMITTED), since);
        Map<TopicPartition, Long> parsedEnds = brokers.ends(parsed, IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> rawEnds = brokers.ends(raw, IsolationLevel.READ_COMMITTED);
        List<PartitionBooks> books = new ArrayList<>();
        for (TopicPartition place : raw) {
            int number = place.partition();
            Pages page = pages.getOrDefault(number, new Pages());
            TopicPartition events = new TopicPartition(Topics.PARSED, number);
            Map<String, StoreChain> chains = new TreeMap<>();
            Map<String, Long> notBooked = new HashMap<>();
            stores.forEach((store, offsets) -> {
                OffsetAndMetadata offset = offsets.get(events);
                StoreChain chain = offset == null ? StoreChain.nothing() : StoreChain.of(offset, page.keysOf(store));
                chains.put(store, chain);
                notBooked.put(store, notBookedThrough(page, store, chain.segments(), chain.committed()));
            });
            OffsetAndMetadata parserOffset = parser.get(place);
            books.add(new PartitionBooks(
                    number,
                    page.of(BookKey.PARSER),
                    parserOffset == null ? OptionalLong.empty() : OptionalLong.of(parserOffset.offset()),
                    rawEnds.get(place),
                    parsedBefore.containsKey(events) && parsedBefore.get(events).equals(parsedEnds.get(events))
                            ? OptionalLong.of(parsedEnds.get(events))
                            : OptionalLong.empty(),
                    chains,
                    notBookedThrough(
                            page,
                            BookKey.PARSER,
                            page.of(BookKey.PARSER),
                            parserOffset == null ? 0 : parserOffset.offset()),
                    notBooked));
        }
        return books;
    }

    /** The last hour that began before the book did; a book that begins with its log has all. */
    private long notBookedThrough(Pages page, String book, List<BookSegment> segments, long committed) {
        long begin = page.first.containsKey(book)
                ? page.first.get(book).from()
                : segments.isEmpty() ? committed : segments.getFirst().from();
        long written = page.firstWritten.getOrDefault(book, clock.millis());
        return begin == 0 ? Long.MIN_VALUE : LineRow.hourOf(written);
    }

    private static Map<Integer, Pages> pages(
            KafkaConsumer<byte[], byte[]> committed, Map<TopicPartition, Long> ends, long since) {
        Set<TopicPartition> ledger = ends.keySet();
        Map<Integer, Pages> pages = new HashMap<>();
        ledger.forEach(place -> pages.put(place.partition(), new Pages()));
        committed.assign(ledger);
        committed.seekToBeginning(ledger);
        Map<TopicPartition, Long> firsts = new HashMap<>();
        ends.forEach((place, end) -> firsts.put(place, Math.min(end, committed.position(place) + FIRST_RECORDS)));
        readTo(committed, firsts, found -> pages.get(found.partition()).first(found));
        Map<TopicPartition, Long> times = new HashMap<>();
        ledger.forEach(place -> times.put(place, since));
        Map<TopicPartition, OffsetAndTimestamp> begins = committed.offsetsForTimes(times);
        ledger.forEach(place -> {
            OffsetAndTimestamp begin = begins.get(place);
            committed.seek(place, begin == null ? ends.get(place) : begin.offset());
        });
        readTo(committed, ends, found -> pages.get(found.partition()).add(found));
        return pages;
    }

    private static void readTo(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> records) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                records.accept(found);
                deadline = System.nanoTime() + PATIENCE_NANOS;
            }
            if (System.nanoTime() > deadline) {
                throw new KafkaException(
                        Topics.LEDGER + " cannot be read to its end: a transaction is open, or brokers do not answer");
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Many short spans are read, each to its end; there a fetch waits for more, and the next question behind it.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LONGEST_FETCH_MILLIS);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
