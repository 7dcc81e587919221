// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

/**
 * How far the events' time has come in this instance, and whether it moves: where nothing comes at all, nobody has fallen silent. Thread-safe.
 */
final class EventProgress {

    /** Without any event of a new minute for so long, the pipeline itself has stood still. */
    private static final long STALL_MILLIS = 180_000;

    private long second = Long.MIN_VALUE;
    private long seenAt = Long.MIN_VALUE;
    private long movingSince = Long.MIN_VALUE;

    /**
     * An event was seen.
     *
     * @param second of the event
     * @param now epoch milliseconds
     */
    synchronized void seen(long second, long now) {
        if (seenAt == Long.MIN_VALUE || now - seenAt >= STALL_MILLIS) {
            movingSince = now;
        }
        seenAt = now;
        this.second = Math.max(this.second, second);
    }

    /** The latest second that any event had; {@link Long#MIN_VALUE} if there was none. */
    synchronized long second() {
        return second;
    }

    /** Since when events have been coming, epoch milliseconds. */
    synchronized long movingSince() {
        return movingSince;
    }
}
