// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import java.time.Clock;
import java.util.OptionalLong;

/** How much of a partition waits to be stored, and for how long: from what its consumer and the broker say to what the metrics tell. */
final class PartitionLag {

    private final Clock clock;

    /** Since when records wait while the sink takes none and holds none; empty while it is not so. */
    private OptionalLong waitingSince = OptionalLong.empty();

    PartitionLag(Clock clock) {
        this.clock = clock;
    }

    /**
     * Records that are to be stored. Counted from the committed offset: what was read and is not stored yet is still to do. What lies between there
     * and the position when all is stored are marks of transactions, which are nothing to do.
     *
     * @param end of the log
     * @param position what is read next
     */
    static long records(long end, long position, long committed, boolean isStored) {
        long unread = Math.max(0, end - position);
        long unstored = isStored ? 0 : Math.max(0, position - committed);
        return unread + unstored;
    }

    /**
     * When the oldest record that waits came, in epoch milliseconds; empty if none waits. What a sink that takes no more has not even read has an
     * age, too: at least the time for which it has waited here.
     *
     * @param oldestRead of what was read and is not stored
     * @param isHeld whether nothing is read of the partition
     * @param waits whether there is something that was not read
     */
    OptionalLong oldest(OptionalLong oldestRead, boolean isHeld, boolean waits) {
        if (oldestRead.isPresent() || !isHeld || !waits) {
            waitingSince = OptionalLong.empty();
            return oldestRead;
        }
        if (waitingSince.isEmpty()) {
            waitingSince = OptionalLong.of(clock.millis());
        }
        return waitingSince;
    }

    /** The sink ends: what it had read and not stored goes on waiting while there is none. */
    void sinkEnds(OptionalLong oldestRead) {
        waitingSince = oldestRead;
    }
}
