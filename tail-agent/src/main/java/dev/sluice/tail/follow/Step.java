// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.send.LineBatch;

/** What is to be done next for a stream. */
sealed interface Step {

    /** Nothing that is complete. */
    record Nothing() implements Step {}

    /** Nothing follows, ever. */
    record End() implements Step {}

    /** Bytes that are not sent, only counted. */
    record Skip(StreamState after) implements Step {}

    /**
     * A batch to send.
     *
     * @param planned to be kept before it leaves
     * @param after what is so once it is settled, except for {@code covered}
     */
    record Send(LineBatch batch, StreamState planned, StreamState after) implements Step {}

    /** The file does not hold any more what was read from it. */
    record Replaced() implements Step {}
}
