// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far a partition's records may have been sent: {@code sent=<offset>} in the metadata of the committed offset, exclusive. It is committed
 * before anything up to there is sent, so that after a crash the next owner knows which records may be stored without anybody having seen it,
 * and need not look up any others.
 */
final class SendWatermark {

    /** How far ahead to commit: half a second's work at least, and no more look-ups than that after a crash. */
    static final long AHEAD = 100_000;

    private static final Pattern METADATA = Pattern.compile("sent=(\\d+)");

    private SendWatermark() {}

    /**
     * A commit.
     *
     * @param offset all records below it are stored
     * @param sentUpTo records below it may have been sent
     */
    record Mark(long offset, long sentUpTo) {

        OffsetAndMetadata commit() {
            return new OffsetAndMetadata(offset, "sent=" + sentUpTo);
        }
    }

    /**
     * The offset up to which records may have been sent. If nobody has left word (the first start, or somebody has set the offset by hand) that
     * is all there is.
     */
    static long of(Start start) {
        long sentUpTo = of(start.committed());
        return sentUpTo == Long.MIN_VALUE ? start.logEnd() : sentUpTo;
    }

    /** What a commit says; {@link Long#MIN_VALUE} if it says nothing. */
    static long of(OffsetAndMetadata committed) {
        Matcher matcher = METADATA.matcher(committed.metadata());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : Long.MIN_VALUE;
    }
}
