// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.lines.LeftOutLines;
import dev.sluice.tail.send.LineBatch;

/** What is to be done next for a stream. */
sealed interface Step {

    /** Nothing that is complete. */
    record Nothing() implements Step {}

    /**
     * Nothing follows, unless the file is written again.
     *
     * @param modified when it was last changed, epoch nanoseconds
     */
    record End(long modified) implements Step {}

    /** Bytes that are not sent, only counted. */
    record Skip(StreamState after, LeftOutLines leftOut) implements Step {

        /** Bytes that hold no line. */
        Skip(StreamState after) {
            this(after, LeftOutLines.NONE);
        }
    }

    /**
     * A batch to send.
     *
     * @param planned to be kept before it leaves
     * @param after what is so once it is settled, except for what the server covers
     * @param leftOut lines among those of the batch that are not in it
     */
    record Send(LineBatch batch, StreamState planned, StreamState after, LeftOutLines leftOut) implements Step {}

    /** The file does not hold any more what was read from it. */
    record Replaced() implements Step {}

    /** The file holds what is settled, but not what was planned next: what it holds instead is another stream's. */
    record Forked() implements Step {}
}
