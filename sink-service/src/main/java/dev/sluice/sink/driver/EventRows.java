// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import dev.sluice.model.ledger.EventTally;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.StreamRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What neighbouring records of a partition add to the ledger. Not thread-safe. */
public final class EventRows {

    private final Map<StreamRow, EventTally> rows = new LinkedHashMap<>();
    private DataStream lastDataStream;
    private long lastHour;
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
        long hour = LineRow.hourOf(EventRecords.receivedAt(record));
        if (dataStream != lastDataStream || hour != lastHour) {
            last = rows.computeIfAbsent(new StreamRow(hour, dataStream.name()), row -> new EventTally());
            lastDataStream = dataStream;
            lastHour = hour;
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
}
