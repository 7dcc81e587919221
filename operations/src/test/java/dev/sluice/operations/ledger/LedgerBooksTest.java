// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkEncoding;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookKey;
import dev.sluice.model.ledger.BookMark;
import dev.sluice.model.ledger.BookSegment;
import dev.sluice.model.ledger.EventTally;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.LineTally;
import dev.sluice.model.ledger.LineTally.Term;
import dev.sluice.model.ledger.StreamRow;
import dev.sluice.operations.erasure.ErasedBatch;
import dev.sluice.operations.erasure.ErasedEvents;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.operations.ledger.LedgerReport.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Each thing that can be missing shows in its own row as its own difference, and in no other; nothing shows that is only on its way. */
class LedgerBooksTest {

    private static final long HOUR = 490_000;
    private static final long RECEIVED = HOUR * 3_600_000 + 5;
    private static final LineRow WEB = new LineRow(HOUR, "web", "default");
    private static final LineRow APP = new LineRow(HOUR, "app", "default");
    private static final StreamRow ACCESS = new StreamRow(HOUR, "logs-apache.access-default");
    private static final StreamRow TEXT = new StreamRow(HOUR, "logs-generic-default");
    private static final String STORE = "elasticsearch";

    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long rawEnd = 10;
    private OptionalLong parsedEnd = OptionalLong.of(30);

    @Test
    void nothingIsMissingWhereAllIsBooked() {
        assertThat(lines(parser())).allSatisfy(row -> {
            assertThat(row.difference()).isZero();
            assertThat(row.state()).isEqualTo(State.CLOSED);
        });
        assertThat(stores(sink(29, 0))).hasSize(2).allSatisfy((row, store) -> {
            assertThat(store.state()).isEqualTo(State.CLOSED);
            assertThat(store.stored()).isEqualTo(10);
        });
    }

    @Test
    void aChunkThatThePollHasSkippedIsMissingInItsRow() {
        BookSegment segment = new BookSegment(0, 0);
        read(segment, WEB, 0, 5);
        read(segment, APP, 5, 10, 7);
        chunk(7, "app", 3);

        List<LedgerReport.Lines> rows = lines(segment);

        assertThat(differences(rows)).isEqualTo(Map.of("web", 0L, "app", 3L));
        assertThat(rows)
                .filteredOn(row -> row.sender().equals("app"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.skipped()).isEqualTo(3);
                    assertThat(row.state()).isEqualTo(State.DIFFERENCE);
                });
    }

    @Test
    void aChunkThatIsSkippedAtTheEndOfThePollIsMissing() {
        BookSegment segment = new BookSegment(0, 0);
        read(segment, WEB, 0, 5);
        read(segment, APP, 5, 9);
        chunk(9, "app", 1);

        assertThat(differences(lines(segment))).isEqualTo(Map.of("web", 0L, "app", 1L));
    }

    @Test
    void markersOfTransactionsAreNothing() {
        BookSegment segment = new BookSegment(0, 0);
        read(segment, WEB, 0, 5);
        read(segment, APP, 5, 10, 7);

        assertThat(differences(lines(segment))).isEqualTo(Map.of("web", 0L, "app", 0L));
    }

    @Test
    void aDeadLetterThatWasLostIsMissing() {
        BookSegment segment = parser();
        segment.lines(APP).add(Term.DEAD_LETTERS, -1);

        assertThat(differences(lines(segment))).isEqualTo(Map.of("web", 0L, "app", 1L));
    }

    @Test
    void aRepeatThatBecameAnEventIsTooMuch() {
        BookSegment segment = parser();
        segment.lines(WEB).add(Term.EVENTS, 1);

        assertThat(differences(lines(segment))).isEqualTo(Map.of("web", -1L, "app", 0L));
    }

    @Test
    void chunksBehindTheCommittedOffsetAreInFlight() {
        chunk(10, "app", 4);
        chunk(11, "web", 5);
        rawEnd = 12;

        List<LedgerReport.Lines> rows = lines(parser());

        assertThat(differences(rows)).isEqualTo(Map.of("web", 0L, "app", 0L));
        assertThat(rows).extracting(LedgerReport.Lines::inFlight).containsExactly(4L, 5L);
        assertThat(rows).extracting(LedgerReport.Lines::state).containsOnly(State.OPEN);
    }

    @Test
    void aSinkThatCommitsPastRecordsMissesThem() {
        assertThat(stores(sink(29, 3)).get(ACCESS.dataStream()).difference()).isEqualTo(3);
        assertThat(stores(sink(29, 3)).get(TEXT.dataStream()).state()).isEqualTo(State.CLOSED);
    }

    @Test
    void otherEventsThanWereWrittenShowThoughTheirNumberIsRight() {
        BookSegment open = written();
        open.events(TEXT).subtract(tally(0, 1));
        open.events(TEXT).add(tally(77, 78));

        Map<String, Store> stores = stores(new StoreChain(29, List.of(open)));

        assertThat(stores.get(TEXT.dataStream()).difference()).isZero();
        assertThat(stores.get(TEXT.dataStream()).sameEvents()).isFalse();
        assertThat(stores.get(TEXT.dataStream()).state()).isEqualTo(State.DIFFERENCE);
        assertThat(stores.get(ACCESS.dataStream()).state()).isEqualTo(State.CLOSED);
    }

    @Test
    void whatIsBehindTheCommittedOffsetIsInFlight() {
        event(15, TEXT, 8);
        event(16, TEXT, 9);
        BookSegment open = written();
        open.events(TEXT).subtract(tally(8, 10));

        Store store = stores(new StoreChain(15, List.of(open))).get(TEXT.dataStream());

        assertThat(store.inFlight()).isEqualTo(2);
        assertThat(store.difference()).isZero();
        assertThat(store.state()).isEqualTo(State.OPEN);
    }

    @Test
    void whereASinkHasCommittedNothingAllIsInFlight() {
        assertThat(stores(StoreChain.nothing())).hasSize(2).allSatisfy((row, store) -> {
            assertThat(store.inFlight()).isEqualTo(10);
            assertThat(store.stored()).isZero();
            assertThat(store.difference()).isZero();
            assertThat(store.state()).isEqualTo(State.OPEN);
        });
    }

    @Test
    void anAlertBehindTheCommittedOffsetIsNotInFlight() {
        event(15, TEXT, 8);
        event(16, TEXT, 9);
        log.getLast().headers().add(Headers.UNBOOKED, "sluice.sqli".getBytes(UTF_8));
        BookSegment open = written();
        open.events(TEXT).subtract(tally(8, 9));

        Store store = stores(new StoreChain(15, List.of(open))).get(TEXT.dataStream());

        assertThat(store.inFlight()).isEqualTo(1);
        assertThat(store.difference()).isZero();
        assertThat(store.sameEvents()).isTrue();
    }

    @Test
    void aSegmentThatGrowsIsInFlightBehindTheCommittedOffset() {
        Store store = whereASegmentGrows(26, 50, 51);

        assertThat(store.stored()).isEqualTo(11);
        assertThat(store.inFlight()).isEqualTo(9);
        assertThat(store.difference()).isZero();
        assertThat(store.sameEvents()).isTrue();
        assertThat(store.state()).as("not closed before its end was seen").isEqualTo(State.OPEN);
    }

    @Test
    void whatTheSinkHasPassedOfASegmentThatGrowsIsMissing() {
        Store store = whereASegmentGrows(29, 50, 53);

        assertThat(store.difference()).isEqualTo(1);
        assertThat(store.inFlight()).isEqualTo(6);
        assertThat(store.state()).isEqualTo(State.DIFFERENCE);
    }

    /** Ten events are booked in it, two more are there already; the sink has committed, and has read some. */
    private Store whereASegmentGrows(long committed, int readFrom, int readTo) {
        parsedEnd = OptionalLong.empty();
        BookSegment growing = new BookSegment(10, 25);
        growing.events(ACCESS).add(tally(50, 60));
        IntStream.range(0, 12).forEach(i -> event(25 + i, ACCESS, 50 + i));
        BookSegment open = written();
        open.events(ACCESS).add(tally(readFrom, readTo));
        return stores(new StoreChain(committed, List.of(open)), parser(), growing)
                .get(ACCESS.dataStream());
    }

    @Test
    void whatLeftKafkaUnreadHasExpired() {
        BookSegment second = new BookSegment(10, 30);
        second.events(TEXT).add(tally(30, 34));
        BookSegment third = new BookSegment(11, 40);
        third.events(ACCESS).add(tally(40, 42));
        parsedEnd = OptionalLong.of(43);
        BookSegment open = written();
        open.events(ACCESS).add(tally(40, 42));
        open.gaps().add(new BookSegment.Gap(29, 40));

        Map<String, Store> stores = stores(new StoreChain(43, List.of(open)), parser(), second, third);

        assertThat(stores.get(TEXT.dataStream()).expired()).isEqualTo(4);
        assertThat(stores.get(TEXT.dataStream()).difference()).isZero();
        assertThat(stores.get(ACCESS.dataStream()).expired()).isZero();
    }

    @Test
    void whatWasWrittenAndNotCommittedIsNoPartOfAChain() {
        BookSegment first = until(new BookSegment(0, -1), 10);
        BookSegment lost = until(new BookSegment(10, -1), 20);
        BookSegment second = until(new BookSegment(10, -1), 15);
        BookSegment open = until(new BookSegment(15, -1), 18);
        Map<BookKey, BookSegment> written = new HashMap<>();
        for (BookSegment segment : List.of(first, lost, second)) {
            written.put(new BookKey(STORE, 0, segment.from(), segment.to()), segment);
        }

        StoreChain chain =
                StoreChain.of(new OffsetAndMetadata(18, new BookMark("sent=20", Optional.of(open)).toText()), written);

        assertThat(chain.segments()).extracting(BookSegment::from).containsExactly(0L, 10L, 15L);
        assertThat(chain.segments()).extracting(BookSegment::to).containsExactly(10L, 15L, 18L);
    }

    @Test
    void anHourThatBeganBeforeTheBooksIsNotJudged() {
        BookSegment segment = parser();
        segment.lines(APP).add(Term.EVENTS, -1);
        LineBook book = new LineBook(this::span, new RowNames(), all(), notes);
        book.add(books(Map.of(), HOUR, segment));

        assertThat(book.rows()).extracting(LedgerReport.Lines::state).containsOnly(State.NOT_BOOKED);
        assertThat(new LedgerReport(Instant.EPOCH, book.rows(), List.of(), notes).unaccounted())
                .isZero();
    }

    @Test
    void rowsBeyondTheCapShareOne() {
        BookSegment segment = new BookSegment(0, 0);
        segment.reached(10);
        IntStream.range(0, RowNames.MAX + 5)
                .forEach(i ->
                        segment.lines(new LineRow(HOUR, "s" + i, "default")).add(balanced(1)));

        List<LedgerReport.Lines> rows = lines(segment);

        assertThat(rows).hasSize(RowNames.MAX + 1);
        assertThat(rows)
                .filteredOn(row -> row.sender().equals(RowNames.OTHER))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.lines()).isEqualTo(5);
                    assertThat(row.difference()).isZero();
                });
    }

    /** Ten chunks, five of each sender; ten events of each data stream. */
    private static BookSegment parser() {
        BookSegment segment = new BookSegment(0, 0);
        read(segment, WEB, 0, 5);
        read(segment, APP, 5, 10);
        segment.events(TEXT).add(tally(0, 10));
        segment.events(ACCESS).add(tally(10, 20));
        return segment;
    }

    private static BookSegment written() {
        BookSegment open = new BookSegment(0, BookSegment.UNKNOWN);
        open.events(TEXT).add(tally(0, 10));
        open.events(ACCESS).add(tally(10, 20));
        return open;
    }

    private static StoreChain sink(long committed, int missing) {
        BookSegment open = written();
        open.events(ACCESS).subtract(tally(10, 10 + missing));
        return new StoreChain(committed, List.of(open));
    }

    private static BookSegment until(BookSegment segment, long end) {
        segment.reached(end);
        return segment;
    }

    private static void read(BookSegment segment, LineRow row, int from, int to, int... without) {
        for (int offset = from; offset < to; offset++) {
            int at = offset;
            if (IntStream.of(without).noneMatch(skipped -> skipped == at)) {
                segment.read(offset);
                segment.lines(row).add(balanced(4));
            }
        }
    }

    private static LineTally balanced(long lines) {
        LineTally tally = new LineTally();
        tally.add(Term.LINES, lines);
        tally.add(Term.EVENTS, lines);
        return tally;
    }

    private static EventTally tally(int from, int to) {
        EventTally tally = new EventTally();
        IntStream.range(from, to).forEach(id -> tally.addEvent(id(id)));
        return tally;
    }

    private static byte[] id(int number) {
        return "%022d".formatted(number).getBytes(UTF_8);
    }

    private void chunk(long offset, String sender, int lines) {
        RecordHeaders headers = new RecordHeaders();
        ChunkHeaders.of("text", "b", RECEIVED)
                .with(Provenance.of(sender))
                .with(new Receipt(RECEIVED, lines, ChunkEncoding.IDENTITY))
                .writeTo(headers::add);
        log.add(found(Topics.RAW, offset, null, headers));
    }

    private void event(long offset, StreamRow row, int number) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.DATA_STREAM, row.dataStream().getBytes(UTF_8));
        log.add(found(Topics.PARSED, offset, id(number), headers));
    }

    private static ConsumerRecord<byte[], byte[]> found(String topic, long offset, byte[] key, RecordHeaders headers) {
        return new ConsumerRecord<>(
                topic,
                0,
                offset,
                RECEIVED,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                new byte[0],
                headers,
                Optional.empty());
    }

    private boolean span(
            String topic, int partition, long from, long to, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        log.stream()
                .filter(found -> found.topic().equals(topic) && found.offset() >= from && found.offset() < to)
                .forEach(records);
        return true;
    }

    private List<LedgerReport.Lines> lines(BookSegment segment) {
        LineBook book = new LineBook(this::span, new RowNames(), all(), notes);
        book.add(books(Map.of(), Long.MIN_VALUE, segment));
        return book.rows();
    }

    private static Map<String, Long> differences(List<LedgerReport.Lines> rows) {
        Map<String, Long> differences = new HashMap<>();
        rows.forEach(row -> differences.put(row.sender(), row.difference()));
        return differences;
    }

    @Test
    void whatWasErasedIsNotStoredAnyMoreAndNotMissing() {
        EventBook book = new EventBook(this::span, new RowNames(), all(), notes);
        book.add(books(Map.of(STORE, sink(29, 0)), Long.MIN_VALUE, parser()));
        ErasedEvents erased = new ErasedEvents(all()::takes);
        erased.add(new ErasedBatch(STORE, ACCESS.dataStream(), HOUR, List.of("a", "b")));
        // Once more, by another erasure that has met it again.
        erased.add(new ErasedBatch(STORE, ACCESS.dataStream(), HOUR, List.of("b", "c")));
        // Brought back from the lake: in no book. In another store; of another hour.
        erased.add(new ErasedBatch(STORE, "logs-apache.access-rehydrated", HOUR, List.of("d")));
        erased.add(new ErasedBatch("s3", ACCESS.dataStream(), HOUR, List.of("a")));
        erased.add(new ErasedBatch(STORE, ACCESS.dataStream(), ErasedBatch.UNKNOWN, List.of("e")));

        book.erased(erased);

        assertThat(book.rows()).hasSize(2).allSatisfy(row -> {
            Store store = row.stores().get(STORE);
            boolean met = row.dataStream().equals(ACCESS.dataStream());
            assertThat(store.erased()).isEqualTo(met ? 3 : 0);
            assertThat(store.stored()).isEqualTo(met ? 7 : 10);
            assertThat(row.written()).isEqualTo(store.stored() + store.erased());
            assertThat(store.difference()).isZero();
            assertThat(store.sameEvents()).isTrue();
            assertThat(store.state()).isEqualTo(State.CLOSED);
        });
    }

    private Map<String, Store> stores(StoreChain chain) {
        return stores(chain, parser());
    }

    private Map<String, Store> stores(StoreChain chain, BookSegment... segments) {
        EventBook book = new EventBook(this::span, new RowNames(), all(), notes);
        book.add(books(Map.of(STORE, chain), Long.MIN_VALUE, segments));
        assertThat(notes).isEmpty();
        Map<String, Store> stores = new HashMap<>();
        book.rows().forEach(row -> stores.put(row.dataStream(), row.stores().get(STORE)));
        return stores;
    }

    private PartitionBooks books(Map<String, StoreChain> stores, long notBooked, BookSegment... segments) {
        return new PartitionBooks(
                0, List.of(segments), OptionalLong.of(10), rawEnd, parsedEnd, stores, notBooked, Map.of());
    }

    private static LedgerFilter all() {
        return LedgerFilter.of(Instant.EPOCH, Instant.ofEpochMilli(RECEIVED).plusSeconds(86_400));
    }
}
