// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import dev.sluice.model.ledger.BookKey;
import dev.sluice.model.ledger.BookMark;
import dev.sluice.model.ledger.BookSegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The book of one partition of a sink: the open segment of its committed offset, and each segment that ends where the next one begins. Whatever else
 * was written was not committed, and does not count.
 *
 * @param committed all records below it are done
 * @param segments the oldest first
 */
record StoreChain(long committed, List<BookSegment> segments) {

    /** A sink that has committed nothing in a partition: all that is written there is in flight. */
    static StoreChain nothing() {
        return new StoreChain(0, List.of());
    }

    static StoreChain of(OffsetAndMetadata committed, Map<BookKey, BookSegment> written) {
        Map<Long, BookSegment> byEnd = new HashMap<>();
        written.values().forEach(segment -> byEnd.put(segment.to(), segment));
        List<BookSegment> chain = new ArrayList<>();
        BookSegment open = BookMark.parse(committed.metadata()).segment().orElse(null);
        for (BookSegment next = open; next != null; next = byEnd.get(next.from())) {
            chain.addFirst(next);
        }
        return new StoreChain(committed.offset(), List.copyOf(chain));
    }
}
