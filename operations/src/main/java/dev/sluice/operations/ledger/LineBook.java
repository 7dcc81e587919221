// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookSegment;
import dev.sluice.model.ledger.BookSegment.Gap;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.LineTally;
import dev.sluice.model.ledger.LineTally.Term;
import dev.sluice.operations.ledger.LedgerReport.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The book of lines: what the parser says to have read, and what became of it. Offsets that it says to have passed without reading them are looked
 * at: they are markers of transactions, or chunks whose lines are missing. What is behind the committed offset is in flight, and is read, too.
 */
final class LineBook {

    private static final long HOUR_MILLIS = 3_600_000;
    private static final String UNKNOWN = "-";

    private final TopicSpans spans;
    private final RowNames names;
    private final LedgerFilter filter;
    private final List<String> notes;
    private final Map<LineRow, Row> rows = new HashMap<>();

    private static final class Row {
        private final LineTally tally = new LineTally();
        private long skipped;
        private long inFlight;
        private boolean notBooked;
    }

    LineBook(TopicSpans spans, RowNames names, LedgerFilter filter, List<String> notes) {
        this.spans = spans;
        this.names = names;
        this.filter = filter;
        this.notes = notes;
    }

    void add(PartitionBooks books) {
        for (BookSegment segment : books.parser()) {
            segment.lines().forEach((row, tally) -> {
                if (filter.takes(row)) {
                    Row sum = of(row);
                    sum.tally.add(tally);
                    sum.notBooked |= row.hour() <= books.notBookedThrough();
                }
            });
        }
        for (Gap gap : gaps(books)) {
            look(books, gap, (row, lines) -> row.skipped += lines);
        }
        long done = Math.max(
                books.parserCommitted().orElse(0),
                books.parser().isEmpty() ? 0 : books.parser().getLast().to());
        look(books, new Gap(done, books.rawEnd()), (row, lines) -> row.inFlight += lines);
    }

    /** Offsets at which the parser has seen no chunk, and is past them. */
    private static List<Gap> gaps(PartitionBooks books) {
        List<Gap> gaps = new ArrayList<>();
        BookSegment last = null;
        for (BookSegment segment : books.parser()) {
            if (last != null && segment.from() > last.to()) {
                gaps.add(new Gap(last.to(), segment.from()));
            }
            gaps.addAll(segment.gaps());
            last = segment;
        }
        if (last != null && books.parserCommitted().orElse(0) > last.to()) {
            gaps.add(new Gap(last.to(), books.parserCommitted().getAsLong()));
        }
        return gaps;
    }

    private interface Effect {
        void on(Row row, long lines);
    }

    private void look(PartitionBooks books, Gap span, Effect effect) {
        if (span.from() >= span.to()) {
            return;
        }
        boolean all = spans.read(Topics.RAW, books.partition(), span.from(), span.to(), chunk -> {
            LineRow name;
            long lines;
            try {
                ChunkHeaders headers = headersOf(chunk);
                name = new LineRow(LineRow.hourOf(headers.received()), headers.sender(), headers.namespaceOrDefault());
                lines = headers.receipt().lines();
            } catch (IllegalArgumentException e) {
                name = new LineRow(LineRow.hourOf(chunk.timestamp()), UNKNOWN, UNKNOWN);
                lines = 1;
            }
            if (filter.takes(name)) {
                effect.on(of(name), lines);
            }
        });
        if (!all) {
            notes.add("partition " + books.partition() + " of " + Topics.RAW + ": not all of offsets " + span.from()
                    + " to " + span.to() + " were looked at");
        }
    }

    private static ChunkHeaders headersOf(ConsumerRecord<byte[], byte[]> chunk) {
        Map<String, byte[]> byName = new HashMap<>();
        for (Header header : chunk.headers()) {
            byName.put(header.key(), header.value());
        }
        return ChunkHeaders.read(byName);
    }

    private Row of(LineRow row) {
        return rows.computeIfAbsent(names.of(row), name -> new Row());
    }

    List<LedgerReport.Lines> rows() {
        return rows.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparingLong(LineRow::hour)
                        .thenComparing(LineRow::sender)
                        .thenComparing(LineRow::namespace)))
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static LedgerReport.Lines row(LineRow name, Row row) {
        LineTally tally = row.tally;
        long difference = tally.difference() + row.skipped;
        State state = row.notBooked
                ? State.NOT_BOOKED
                : difference != 0 ? State.DIFFERENCE : row.inFlight > 0 ? State.OPEN : State.CLOSED;
        return new LedgerReport.Lines(
                Instant.ofEpochMilli(name.hour() * HOUR_MILLIS),
                name.sender(),
                name.namespace(),
                tally.get(Term.LINES) + row.skipped,
                tally.get(Term.SPLIT),
                tally.get(Term.REPEATS),
                tally.get(Term.DROPPED),
                tally.get(Term.SAMPLED),
                tally.get(Term.DEAD_LETTERS),
                tally.get(Term.EVENTS),
                row.skipped,
                row.inFlight,
                difference,
                state);
    }
}
