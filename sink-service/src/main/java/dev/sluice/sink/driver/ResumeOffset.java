// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import java.util.OptionalLong;

/** From where a partition is read, by what is committed and by what the log still holds. */
sealed interface ResumeOffset {

    /** Offset of the first record to be read. */
    long offset();

    /** The log holds what comes next. */
    record Next(long offset) implements ResumeOffset {}

    /** Nothing is committed and the log does not begin at 0: what came before was deleted, and this sink never had it. */
    record LateStart(long offset) implements ResumeOffset {}

    /** What comes next was deleted before it was stored. */
    record Deleted(long committed, long offset) implements ResumeOffset {

        /** Offsets that can't be read any more; at most so many records. */
        long missing() {
            return offset - committed;
        }
    }

    /** The log ends before the committed offset: the topic was made anew, or brokers lost what they had acknowledged. */
    record LogLost(long committed, long end, long offset) implements ResumeOffset {}

    /**
     * @param committed what is committed, if anything
     * @param start first offset that the log holds
     * @param end offset after the last
     */
    static ResumeOffset of(OptionalLong committed, long start, long end) {
        if (committed.isEmpty()) {
            return start == 0 ? new Next(0) : new LateStart(start);
        }
        long next = committed.getAsLong();
        if (next > end) {
            return new LogLost(next, end, start);
        }
        return next < start ? new Deleted(next, start) : new Next(next);
    }
}
