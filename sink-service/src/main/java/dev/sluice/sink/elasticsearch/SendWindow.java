// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which offsets of a partition may be sent now, and what has to be committed when. Pure: it knows neither Kafka's client nor Elasticsearch, and
 * is told the time.
 *
 * <table><caption>Events and what follows</caption>
 * <tr><th>event</th><th>what follows</th></tr>
 * <tr><td>opened</td><td>nothing may be sent; records below the watermark that was found may have been sent by somebody else</td></tr>
 * <tr><td>records accepted</td><td>if they are above the watermark, or it is old: a commit of the same offset with a higher watermark</td></tr>
 * <tr><td>committed</td><td>records below its watermark may be sent for {@code proofLife}: the group knew us as the owner</td></tr>
 * <tr><td>that time is over</td><td>nothing more may be sent before another commit, which fails if the partition has another owner</td></tr>
 * <tr><td>records done, in order</td><td>after {@code commitInterval}: a commit of the offset behind them</td></tr>
 * <tr><td>flushing, and all is done</td><td>a commit whose watermark is its offset: the next owner need not look anything up; or the
 * watermark that was found, as long as that is higher</td></tr>
 * </table>
 */
final class SendWindow {

    private final long commitIntervalMillis;
    private final long proofLifeMillis;
    private final long fateUnknownBelow;

    /** Offsets, each at most the next: committed, done in order, accepted. */
    private long committed;

    private long done;
    private long accepted;

    /** Records below this may be sent by what is committed; {@link Long#MIN_VALUE} before the first commit. */
    private long maySend = Long.MIN_VALUE;

    private long committedAt = Long.MIN_VALUE;
    private boolean flushing;

    /**
     * @param commitIntervalMillis least time between two commits of what is done
     * @param proofLifeMillis how long a commit proves that the partition has no other owner; less than the group's session time-out
     */
    SendWindow(Start start, long commitIntervalMillis, long proofLifeMillis) {
        this.commitIntervalMillis = commitIntervalMillis;
        this.proofLifeMillis = proofLifeMillis;
        fateUnknownBelow = SendWatermark.of(start);
        committed = Math.max(start.committed().offset(), start.logStart());
        done = committed;
        accepted = committed;
    }

    /** Whether the record may have been sent by an earlier owner. */
    boolean isFateUnknown(long offset) {
        return offset < fateUnknownBelow;
    }

    void accepted(long end) {
        accepted = end;
    }

    void done(long end) {
        done = end;
    }

    void flush() {
        flushing = true;
    }

    void committed(SendWatermark.Mark mark, long now) {
        committed = mark.offset();
        maySend = mark.sentUpTo();
        committedAt = now;
    }

    /** Whether records up to {@code end}, exclusive, may be sent now. */
    boolean maySend(long end, long now) {
        return end <= maySend && isProven(now);
    }

    /** When the group last knew us as the owner, epoch milliseconds. */
    long provenAt() {
        return committedAt;
    }

    /**
     * What to commit now, if anything.
     *
     * @param nextEnd end of the next records to be sent, if any are waiting
     */
    Optional<SendWatermark.Mark> wish(long now, OptionalLong nextEnd) {
        boolean idle = done == accepted;
        if (flushing && idle) {
            return done > committed || maySend > doubtfulUpTo()
                    ? Optional.of(new SendWatermark.Mark(done, doubtfulUpTo()))
                    : Optional.empty();
        }
        boolean mustReserve = maySend == Long.MIN_VALUE || nextEnd.isPresent() && !maySend(nextEnd.getAsLong(), now);
        // Renewed in time, so that nobody has to wait for it, or to look up what is on its way.
        boolean mustRenew = !idle && now - committedAt >= proofLifeMillis / 3;
        boolean mayCommit = done > committed && (flushing || now - committedAt >= commitIntervalMillis);
        return mustReserve || mustRenew || mayCommit
                ? Optional.of(new SendWatermark.Mark(done, Math.max(accepted + SendWatermark.AHEAD, doubtfulUpTo())))
                : Optional.empty();
    }

    /** Whether all that was accepted is done and committed, and no later owner needs to look up more than what earlier ones may have sent. */
    boolean isDone() {
        return isStored() && maySend <= doubtfulUpTo();
    }

    /** Whether all that was accepted is done and committed. */
    boolean isStored() {
        return done == accepted && committed == done;
    }

    /** Records below this may have been sent, if all that was accepted here is done: not here, perhaps, but by an earlier owner. */
    private long doubtfulUpTo() {
        return Math.max(done, fateUnknownBelow);
    }

    private boolean isProven(long now) {
        return maySend != Long.MIN_VALUE && now - committedAt < proofLifeMillis;
    }
}
