// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookKey;
import dev.sluice.model.ledger.BookMark;
import dev.sluice.model.ledger.BookSegment;
import dev.sluice.model.ledger.EventTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What a commit says of the records below it, whatever comes between two commits. */
class StoreBookTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.PARSED, 0);
    private static final DataStream ACCESS = new DataStream("apache.access", "default");
    private static final long OLD = 1_000_000;

    private final List<BookKey> written = new ArrayList<>();
    private final List<EventRows> done = new ArrayList<>();
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

    @Test
    void aCommitSaysWhatWasSettledBelowItAndNothingBeyond() {
        StoreBook book = book("", 0);
        book.settle(5, rows(5));
        book.settle(9, rows(4));

        assertThat(events(book.commit(commit(5, "sent=9"), 0))).isEqualTo(5);
        book.committed(5);
        OffsetAndMetadata second = book.commit(commit(9, "sent=9"), 0).orElseThrow();
        assertThat(events(Optional.of(second))).isEqualTo(9);
        assertThat(BookMark.parse(second.metadata()).rest()).isEqualTo("sent=9");
    }

    /** A plan is committed at the offset of before; and a crash between the upload and the commit of its end leaves it standing. */
    @Test
    void aPlanBooksNothingAndWhoFulfilsItBooksItOnce() {
        StoreBook first = book("", 0);
        OffsetAndMetadata plan = first.commit(commit(0, "plan=5 parquet"), 0).orElseThrow();
        assertThat(events(Optional.of(plan))).isZero();
        first.settle(5, rows(5));

        StoreBook second = book(plan.metadata(), 0);
        second.settle(5, rows(5));
        second.settle(5, rows(5));
        assertThat(done).as("each is done once").hasSize(2);
        OffsetAndMetadata fulfilled = second.commit(commit(5, ""), 0).orElseThrow();

        assertThat(events(Optional.of(fulfilled))).isEqualTo(5);
        StoreBook third = book(fulfilled.metadata(), 5);
        third.settle(7, rows(2));
        assertThat(events(third.commit(commit(7, ""), 0))).isEqualTo(7);
    }

    @Test
    void anOldSegmentIsWrittenAndTheNextBeginsWhereItEnds() {
        answer = new CompletableFuture<>();
        StoreBook book = book("", 0);
        book.settle(5, rows(5));
        assertThat(events(book.commit(commit(5, ""), OLD)))
                .as("not written yet")
                .isEqualTo(5);
        book.committed(5);
        book.settle(8, rows(3));
        assertThat(events(book.commit(commit(8, ""), OLD))).isEqualTo(8);
        book.committed(8);

        answer.complete(null);
        Optional<OffsetAndMetadata> after = book.commit(commit(8, ""), OLD);

        assertThat(written).containsExactly(new BookKey("fake", 0, 0, 5));
        assertThat(segment(after).from()).isEqualTo(5);
        assertThat(events(after)).isEqualTo(3);
    }

    @Test
    void whatCannotBeWrittenStaysInTheCommit() {
        answer = CompletableFuture.failedFuture(new IllegalStateException("Kafka is away"));
        StoreBook book = book("", 0);
        book.settle(5, rows(5));
        book.commit(commit(5, ""), OLD);
        book.committed(5);

        assertThat(events(book.commit(commit(5, ""), OLD))).isEqualTo(5);
        assertThat(segment(book.commit(commit(5, ""), OLD)).from()).isZero();
    }

    @Test
    void whatIsTooLargeForACommitIsWrittenBeforeIt() {
        StoreBook book = book("", 0);
        EventRows many = new EventRows();
        IntStream.range(0, 200).forEach(i -> many.read(event(i), new DataStream("dataset" + i, "default")));
        book.settle(200, many);

        assertThat(book.commit(commit(200, ""), 0)).isEmpty();
        Optional<OffsetAndMetadata> commit = book.commit(commit(200, ""), 0);

        assertThat(written).containsExactly(new BookKey("fake", 0, 0, 200));
        assertThat(segment(commit).from()).isEqualTo(200);
        assertThat(segment(commit).isEmpty()).isTrue();
    }

    @Test
    void whatWasDeletedUnreadIsAGapThatIsToldOnce() {
        StoreBook first = new StoreBook("fake", PARTITION, this::write, done::add, BookMark.parse(""), 10, 15, 0);
        OffsetAndMetadata commit = first.commit(commit(10, ""), 0).orElseThrow();
        StoreBook second =
                new StoreBook("fake", PARTITION, this::write, done::add, BookMark.parse(commit.metadata()), 10, 15, 0);

        assertThat(segment(second.commit(commit(20, ""), 0)).gaps()).containsExactly(new BookSegment.Gap(10, 15));
    }

    @Test
    void aReplayedDeadLetterIsStoredAndWasWrittenOnce() {
        EventRows rows = new EventRows();
        ConsumerRecord<byte[], byte[]> replay = event(1);
        replay.headers().add(Headers.REPLAY, "letter".getBytes(UTF_8));

        EventTally row = rows.read(replay, ACCESS);

        assertThat(row.events()).isZero();
        assertThat(row.replays()).isEqualTo(1);
        assertThat(row.stored()).isEqualTo(1);
        assertThat(row.idHash()).isZero();
    }

    @Test
    void whatTheDetectorHasWrittenIsInNoBook() {
        EventRows rows = rows(3);
        ConsumerRecord<byte[], byte[]> alert = event(3);
        alert.headers().add(Headers.UNBOOKED, "sluice.sqli".getBytes(UTF_8));

        rows.read(alert, ACCESS).addDeadLetter();

        assertThat(rows.rows().values()).singleElement().satisfies(row -> {
            assertThat(row.events()).isEqualTo(3);
            assertThat(row.deadLetters()).isZero();
        });
    }

    @Test
    void eventsOfOneTracedRequestAreToldTogetherAndAHeaderWithoutAValueIsNone() {
        EventRows rows = new EventRows();
        for (int i = 0; i < 3; i++) {
            ConsumerRecord<byte[], byte[]> event = event(i);
            event.headers().add(Headers.TRACE, i == 2 ? null : "00-trace".getBytes(UTF_8));
            rows.read(event, ACCESS);
        }

        assertThat(rows.traced())
                .singleElement()
                .extracting(EventRows.TracedEvents::count)
                .isEqualTo(2);
    }

    private StoreBook book(String metadata, long committed) {
        return new StoreBook("fake", PARTITION, this::write, done::add, BookMark.parse(metadata), committed, 0, 0);
    }

    private CompletableFuture<Void> write(int partition, byte[] key, String segment) {
        written.add(BookKey.parse(key));
        return answer;
    }

    private static OffsetAndMetadata commit(long offset, String metadata) {
        return new OffsetAndMetadata(offset, metadata);
    }

    private static EventRows rows(int events) {
        EventRows rows = new EventRows();
        IntStream.range(0, events).forEach(i -> rows.read(event(i), ACCESS));
        return rows;
    }

    private static ConsumerRecord<byte[], byte[]> event(int number) {
        return new ConsumerRecord<>(
                Topics.PARSED,
                0,
                number,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                "%022d".formatted(number).getBytes(UTF_8),
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }

    private static BookSegment segment(Optional<OffsetAndMetadata> commit) {
        return BookMark.parse(commit.orElseThrow().metadata()).segment().orElseThrow();
    }

    private static long events(Optional<OffsetAndMetadata> commit) {
        return segment(commit).events().values().stream()
                .mapToLong(EventTally::stored)
                .sum();
    }
}
