// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;

/** What a file that nobody follows is to the streams that are known. */
sealed interface Match {

    /** It holds what no stream holds: a stream of its own. */
    record NewStream() implements Match {}

    /** It holds all that was read of a stream whose own file is gone, or holds something else now. */
    record Continues(StreamState state) implements Match {}

    /** The same, and the stream's own file, which no name leads to any more, is still open: it has nothing that this one has not. */
    record MovedFrom(TailedFile tailed) implements Match {}

    /** So far it is the same as the file that a stream is read from: perhaps that one is truncated or deleted next. */
    record CopyOf(StreamState state) implements Match {}

    /** It was such a copy, and holds nothing behind what was read of the stream: nothing in it is new. */
    record Covered(StreamState state) implements Match {}

    /** It cannot be told yet, since somebody is reading the stream that it may be a copy of. */
    record Undecided() implements Match {}
}
