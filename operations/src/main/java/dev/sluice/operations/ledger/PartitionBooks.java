// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import dev.sluice.model.ledger.BookSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What was booked in one partition, and how far everybody is there.
 *
 * @param parser the parser's segments, by their begin
 * @param parserCommitted the offset that the parser has committed in {@code logs.raw}; empty if none
 * @param rawEnd where {@code logs.raw} ends
 * @param parsedEnd where {@code logs.parsed} ends, if it did not move while the books were read; with it all of the books can be compared, without it
 *     only what is before the begin of the last segment
 * @param stores the sinks' books, by store
 * @param notBookedThrough the last hour of which it is not sure that the parser's book has all; {@link Long#MIN_VALUE} if it has begun
 * with the log
 * @param storesNotBookedThrough the same of each store
 */
record PartitionBooks(
        int partition,
        List<BookSegment> parser,
        OptionalLong parserCommitted,
        long rawEnd,
        OptionalLong parsedEnd,
        Map<String, StoreChain> stores,
        long notBookedThrough,
        Map<String, Long> storesNotBookedThrough) {

    /**
     * Where the segments in which something was written begin and end in {@code logs.parsed}, as far as it is known; the oldest
     * first.
     */
    List<Written> written() {
        List<Written> parts = new ArrayList<>();
        for (BookSegment segment : parser) {
            boolean known = segment.eventsFrom() != BookSegment.UNKNOWN;
            if (parts.isEmpty()) {
                parts.add(new Written(known ? segment.eventsFrom() : 0, new EventSum()));
            } else if (known) {
                Written last = parts.removeLast();
                parts.add(last.endingAt(segment.eventsFrom()));
                parts.add(new Written(segment.eventsFrom(), new EventSum()));
            }
            parts.getLast().rows().add(segment.events());
        }
        return parts;
    }

    /**
     * Events that are in [from, to) of {@code logs.parsed}.
     *
     * @param to {@link Long#MAX_VALUE} for the last part
     */
    record Written(long from, long to, EventSum rows) {

        Written(long from, EventSum rows) {
            this(from, Long.MAX_VALUE, rows);
        }

        Written endingAt(long end) {
            return new Written(from, end, rows);
        }
    }
}
