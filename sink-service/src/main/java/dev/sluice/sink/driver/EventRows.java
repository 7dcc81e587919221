// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import dev.sluice.model.ledger.EventTally;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.StreamRow;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What neighbouring records of a partition add to the ledger. Not thread-safe. */
public final class EventRows {

    private final Map<StreamRow, EventTally> rows = new LinkedHashMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final Map<ByteBuffer, TracedEvents> traced = new LinkedHashMap<>();
    private DataStream lastDataStream;
    private long lastHour;
    private long lastNewest;
    private EventTally last;

    /**
     * An event was read, and is stored unless the row is told otherwise. What Sluice itself has written is in no book.
     *
     * @param dataStream where it belongs
     * @return its row
     */
    public EventTally read(ConsumerRecord<byte[], byte[]> record, DataStream dataStream) {
        if (record.headers().lastHeader(Headers.UNBOOKED) != null) {
            return new EventTally();
        }
        long received = EventRecords.receivedAt(record);
        long hour = LineRow.hourOf(received);
        if (dataStream != lastDataStream || hour != lastHour) {
            noteNewest();
            last = rows.computeIfAbsent(new StreamRow(hour, dataStream.name()), row -> new EventTally());
            lastDataStream = dataStream;
            lastHour = hour;
            lastNewest = received;
        }
        lastNewest = Math.max(lastNewest, received);
        Header trace = record.headers().lastHeader(Headers.TRACE);
        if (trace != null && trace.value() != null) {
            traced.merge(
                    ByteBuffer.wrap(trace.value()), new TracedEvents(trace.value(), received, 1), TracedEvents::and);
        }
        if (record.headers().lastHeader(Headers.REPLAY) == null) {
            last.addEvent(record.key());
        } else {
            last.addReplay();
        }
        return last;
    }

    Map<StreamRow, EventTally> rows() {
        return rows;
    }

    /** When the newest event of each dataset was received, epoch milliseconds. */
    Map<String, Long> newest() {
        noteNewest();
        return newest;
    }

    /** What is to be told of requests that are traced. */
    Collection<TracedEvents> traced() {
        return traced.values();
    }

    /**
     * Events of one request.
     *
     * @param parent value of the header {@link Headers#TRACE}
     * @param received when the first of them was received, epoch milliseconds
     */
    record TracedEvents(byte[] parent, long received, int count) {

        private TracedEvents and(TracedEvents others) {
            return new TracedEvents(parent, Math.min(received, others.received), count + others.count);
        }
    }

    private void noteNewest() {
        if (lastDataStream != null) {
            newest.merge(lastDataStream.dataset(), lastNewest, Math::max);
        }
    }
}
