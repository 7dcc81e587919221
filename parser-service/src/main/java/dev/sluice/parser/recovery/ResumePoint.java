// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.recovery;

import java.util.OptionalLong;

/** From where a partition is read, by what is committed and by what the log still holds. */
sealed interface ResumePoint {

    /** Offset of the first record to be read. */
    long offset();

    /** Records that are deleted and were never read; at least 0. */
    default long missing() {
        return 0;
    }

    /** The usual case: the log holds what comes after the committed offset. */
    record Committed(long offset) implements ResumePoint {}

    /** Nothing is committed and nothing was deleted: the partition is new, or its first commit is still to come. */
    record Beginning() implements ResumePoint {

        @Override
        public long offset() {
            return 0;
        }
    }

    /** Nothing is committed, and the log does not begin at 0: whether what it held before was ever read, nobody knows. */
    record UnknownPast(long offset) implements ResumePoint {

        @Override
        public long missing() {
            return offset;
        }
    }

    /** What comes next was deleted before it was read. */
    record Deleted(long committed, long offset) implements ResumePoint {

        @Override
        public long missing() {
            return offset - committed;
        }
    }

    /** The log ends before the committed offset: the topic was made anew, or a broker lost what it had acknowledged. */
    record LogLost(long committed, long end, long offset) implements ResumePoint {}

    /**
     * @param committed what is committed, if anything
     * @param start first offset that the log holds
     * @param end offset after the last
     */
    static ResumePoint of(OptionalLong committed, long start, long end) {
        if (committed.isEmpty()) {
            return start == 0 ? new Beginning() : new UnknownPast(start);
        }
        long next = committed.getAsLong();
        if (next > end) {
            return new LogLost(next, end, start);
        }
        return next < start ? new Deleted(next, start) : new Committed(next);
    }
}
