// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookSegment;
import dev.sluice.model.ledger.EventTally;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.StreamRow;
import dev.sluice.operations.erasure.ErasedEvents;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.operations.ledger.LedgerReport.Store;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The book of events: what the parser says to have written against what each sink says to have read, partition by partition. What is in flight is
 * what the parser's segments say to be behind the sink's committed offset; of the segment that this offset is in, what is there is read.
 */
final class EventBook {

    private static final long HOUR_MILLIS = 3_600_000;

    private final TopicSpans spans;
    private final RowNames names;
    private final LedgerFilter filter;
    private final List<String> notes;
    private final Map<StreamRow, Long> written = new HashMap<>();
    private final Map<String, Map<StreamRow, StoreRow>> stores = new TreeMap<>();

    /** One store's part of a row. */
    private static final class StoreRow {
        private final EventTally read = new EventTally();
        private long expected;
        private long expectedHash;
        private long expired;
        private long inFlight;
        private long erased;
        private boolean notBooked;
    }

    EventBook(TopicSpans spans, RowNames names, LedgerFilter filter, List<String> notes) {
        this.spans = spans;
        this.names = names;
        this.filter = filter;
        this.notes = notes;
    }

    void add(PartitionBooks books) {
        List<PartitionBooks.Written> parts = books.written();
        parts.forEach(part -> part.rows().rows().forEach((row, tally) -> {
            if (filter.takes(row)) {
                written.merge(names.of(row), tally.events(), Long::sum);
            }
        }));
        books.stores().forEach((store, chain) -> add(store, chain, books, parts));
    }

    private void add(String store, StoreChain chain, PartitionBooks books, List<PartitionBooks.Written> parts) {
        EventSum read = new EventSum();
        chain.segments().forEach(segment -> read.add(segment.events()));
        EventSum inFlight = new EventSum();
        EventSum expired = new EventSum();
        EventSum settled = new EventSum();
        for (PartitionBooks.Written part : parts) {
            if (part.to() <= chain.committed()) {
                (isDeleted(part, chain) ? expired : settled).add(part.rows().rows());
            } else if (part.from() >= chain.committed()) {
                inFlight.add(part.rows().rows());
            } else if (!straddling(part, chain, books, settled, inFlight)) {
                notes.add(store + ", partition " + books.partition() + ": not compared, for too much of "
                        + Topics.PARSED + " would have to be read, or it moves too fast");
                return;
            }
        }
        Set<StreamRow> rows = new HashSet<>(read.rows().keySet());
        List.of(inFlight, expired, settled)
                .forEach(sum -> rows.addAll(sum.rows().keySet()));
        long notBookedThrough = Math.max(
                books.notBookedThrough(), books.storesNotBookedThrough().getOrDefault(store, Long.MIN_VALUE));
        for (StreamRow row : rows) {
            if (!filter.takes(row)) {
                continue;
            }
            StoreRow sum = stores.computeIfAbsent(store, name -> new HashMap<>())
                    .computeIfAbsent(names.of(row), name -> new StoreRow());
            sum.read.add(read.of(row));
            sum.expected += settled.of(row).events();
            sum.expectedHash += settled.of(row).idHash();
            sum.expired += expired.of(row).events();
            sum.inFlight += inFlight.of(row).events();
            sum.notBooked |= row.hour() <= notBookedThrough;
        }
    }

    /**
     * The committed offset is inside of what the parser has written in one segment: what is behind it is in flight. Of a segment that grows while it
     * is looked at, and whose end is not known, what is before it is read: all of that was booked before the books were read, and what else was
     * booked is in flight.
     */
    private boolean straddling(
            PartitionBooks.Written part, StoreChain chain, PartitionBooks books, EventSum settled, EventSum inFlight) {
        boolean grows = part.to() == Long.MAX_VALUE && books.parsedEnd().isEmpty();
        if (grows) {
            EventSum before = new EventSum();
            boolean all = read(books.partition(), part.from(), chain.committed(), before);
            settled.add(before.rows());
            inFlight.add(part.rows().rows());
            subtract(before, inFlight);
            return all;
        }
        EventSum behind = new EventSum();
        long end = Math.min(part.to(), books.parsedEnd().orElse(Long.MAX_VALUE));
        boolean all = read(books.partition(), chain.committed(), end, behind);
        inFlight.add(behind.rows());
        settled.add(part.rows().rows());
        subtract(behind, settled);
        return all;
    }

    private boolean read(int partition, long from, long to, EventSum sum) {
        return spans.read(Topics.PARSED, partition, from, to, found -> {
            Header dataStream = found.headers().lastHeader(Headers.DATA_STREAM);
            boolean byParser = found.headers().lastHeader(Headers.REPLAY) == null
                    && found.headers().lastHeader(Headers.UNBOOKED) == null;
            if (dataStream != null && byParser) {
                sum.of(new StreamRow(LineRow.hourOf(receivedAt(found)), new String(dataStream.value(), UTF_8)))
                        .addEvent(found.key());
            }
        });
    }

    static long receivedAt(ConsumerRecord<byte[], byte[]> found) {
        Header received = found.headers().lastHeader(Headers.RECEIVED);
        return received == null ? found.timestamp() : Long.parseLong(new String(received.value(), UTF_8));
    }

    private static void subtract(EventSum part, EventSum from) {
        part.rows().forEach((row, tally) -> from.of(row).subtract(tally));
    }

    private static boolean isDeleted(PartitionBooks.Written part, StoreChain chain) {
        return chain.segments().stream()
                .map(BookSegment::gaps)
                .flatMap(List::stream)
                .anyMatch(gap -> gap.from() <= part.from() && part.to() <= gap.to());
    }

    /**
     * Takes events that were deleted from what is stored. Of rows that the sinks have not read nothing is said: what was brought back from the
     * lake, or is Sluice's own, is in no book.
     */
    void erased(ErasedEvents events) {
        events.counts()
                .forEach((store, rows) -> rows.forEach((row, count) -> {
                    StoreRow sum = stores.getOrDefault(store, Map.of()).get(names.of(row));
                    if (sum != null && filter.takes(row)) {
                        sum.erased += count;
                    }
                }));
    }

    List<LedgerReport.Events> rows() {
        Set<StreamRow> rows = new HashSet<>(written.keySet());
        stores.values().forEach(store -> rows.addAll(store.keySet()));
        return rows.stream()
                .sorted(Comparator.comparingLong(StreamRow::hour).thenComparing(StreamRow::dataStream))
                .map(this::row)
                .toList();
    }

    private LedgerReport.Events row(StreamRow row) {
        Map<String, Store> parts = new TreeMap<>();
        stores.forEach((store, storeRows) -> {
            if (storeRows.containsKey(row)) {
                parts.put(store, part(storeRows.get(row)));
            }
        });
        return new LedgerReport.Events(
                Instant.ofEpochMilli(row.hour() * HOUR_MILLIS), row.dataStream(), written.getOrDefault(row, 0L), parts);
    }

    private static Store part(StoreRow row) {
        long difference = row.expected - row.read.events();
        boolean sameEvents = difference != 0 || row.expectedHash == row.read.idHash();
        State state = row.notBooked
                ? State.NOT_BOOKED
                : difference != 0 || !sameEvents ? State.DIFFERENCE : row.inFlight > 0 ? State.OPEN : State.CLOSED;
        return new Store(
                row.read.stored() - row.erased,
                row.read.replays(),
                row.read.routed(),
                row.read.deadLetters(),
                row.expired,
                row.erased,
                row.inFlight,
                difference,
                sameEvents,
                state);
    }
}
