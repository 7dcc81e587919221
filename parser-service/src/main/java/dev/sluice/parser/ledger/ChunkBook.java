// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.ledger;

import dev.sluice.model.DataStream;
import dev.sluice.model.ledger.EventTally;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.LineTally;
import dev.sluice.model.ledger.LineTally.Term;
import dev.sluice.model.ledger.StreamRow;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What becomes of one chunk. Lines count once it is closed, events at once. Not thread-safe. */
public final class ChunkBook {

    private final PartitionBook book;
    private final long hour;
    private final List<String> samplingRules;
    private final LineTally lines = new LineTally();
    private DataStream lastDataStream;
    private EventTally lastEvents;

    ChunkBook(PartitionBook book, long hour, List<String> samplingRules) {
        this.book = book;
        this.hour = hour;
        this.samplingRules = samplingRules;
    }

    /** For what is written on the occasion of the chunk and is none of its lines. */
    public ChunkBook withoutLines() {
        return new ChunkBook(book, hour, samplingRules);
    }

    /** An event was written; the same instance of {@code dataStream} for neighbours. */
    public void event(DataStream dataStream, byte[] id, Future<RecordMetadata> sent) {
        if (dataStream != lastDataStream) {
            lastDataStream = dataStream;
            lastEvents = book.segment().events(new StreamRow(hour, dataStream.name()));
        }
        lastEvents.addEvent(id);
        book.sent(sent);
        lines.add(Term.EVENTS, 1);
    }

    public void deadLetter() {
        lines.add(Term.DEAD_LETTERS, 1);
    }

    public void dropped(String rule) {
        lines.add(samplingRules.contains(rule) ? Term.SAMPLED : Term.DROPPED, 1);
    }

    /** So many lines, or log events of a payload, were seen before. */
    public void repeats(long count) {
        lines.add(Term.REPEATS, count);
    }

    /** One line was a payload of so many log events. */
    public void payload(long entries) {
        if (entries == 0) {
            lines.add(Term.DROPPED, 1);
        } else {
            lines.add(Term.SPLIT, entries - 1);
        }
    }

    /**
     * All of the chunk is done.
     *
     * @param said how many lines its headers say that it has
     * @param value its bytes
     * @param whole whether they are one thing, and not lines
     */
    public void close(String sender, String namespace, long said, byte[] value, boolean whole) {
        lines.set(Term.LINES, said);
        if (lines.difference() != 0) {
            // Before a line is missed, the bytes are asked: a header is what somebody else has counted.
            lines.set(Term.LINES, whole ? 1 : FilledLines.count(value, 0, value.length));
        }
        book.segment().lines(new LineRow(hour, sender, namespace)).add(lines);
    }
}
