// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.time.Clock;
import java.util.Optional;

/** Begins and ends the following of files. Not thread-safe: one thread looks. */
final class Attachment {

    private final Streams streams;
    private final Checkpoint checkpoint;
    private final MissedBytes missed;
    private final Metrics metrics;
    private final AgentLog log;
    private final Clock clock;

    Attachment(Streams streams, Checkpoint checkpoint, MissedBytes missed, Telemetry telemetry) {
        this.streams = streams;
        this.checkpoint = checkpoint;
        this.missed = missed;
        this.metrics = telemetry.metrics();
        this.log = telemetry.log();
        this.clock = telemetry.clock();
    }

    /** Follows a file, behind the youngest of its family that has lines to send. */
    void attach(TailedFile tailed) {
        TailedFile older = null;
        for (TailedFile other : streams.family(tailed.state().lineage())) {
            if (!tailed.away() && !other.away()) {
                // Both were found under one name by one scan: the other one was moved meanwhile.
                other.displaced();
            }
            boolean unreadHead = other.state().unread() && tailed.away() && !other.away();
            if (unreadHead || waitsForStream(other, tailed.state().stream())) {
                // What was moved away is older than what is in the file of that name now, and stays it in another copy.
                other.after(tailed);
            } else if ((older == null || other.modified() > older.modified()) && other.unsettled(clock)) {
                older = other;
            }
        }
        tailed.after(older);
        if (waitsForItself(tailed)) {
            tailed.after(null);
        }
        streams.follow(tailed);
    }

    /** Whether it waits for a file whose stream goes on in another one by now. */
    private static boolean waitsForStream(TailedFile younger, String stream) {
        return younger.predecessor()
                .filter(older -> older.state().stream().equals(stream))
                .isPresent();
    }

    private static boolean waitsForItself(TailedFile tailed) {
        Optional<TailedFile> next = tailed.predecessor();
        while (next.isPresent() && next.get() != tailed) {
            next = next.get().predecessor();
        }
        return next.isPresent();
    }

    /** The file holds something else now: its stream has no file any more. False if somebody has the stream. */
    boolean replace(TailedFile tailed, long now) {
        StreamState state = tailed.state();
        if (!end(tailed, state.with(state.place().replaced(now), now))) {
            return false;
        }
        log.info(
                "file truncated or replaced", "path", tailed.current(), "stream", state.stream(), "at", state.source());
        metrics.filesTruncated.increment();
        if (tailed.missed() > 0) {
            missed.add(state, tailed.missed(), now);
        }
        return true;
    }

    /** No name leads to the file any more. False if somebody has the stream. */
    boolean release(TailedFile tailed, long now) {
        StreamState state = tailed.state();
        long since = tailed.goneSince() == 0 ? now : tailed.goneSince();
        return end(tailed, state.with(state.place().gone(since), now));
    }

    /** Its file was written again after its end was read. */
    void reopen(TailedFile tailed) {
        end(tailed, tailed.state());
    }

    private boolean end(TailedFile tailed, StreamState last) {
        Optional<TailedFile.Lease> lease = tailed.lease();
        if (lease.isEmpty()) {
            return false;
        }
        try {
            // The lease is never given back: nobody may send from it any more.
            streams.release(tailed, last);
            tailed.released();
            return true;
        } catch (RuntimeException e) {
            lease.get().giveBack();
            throw e;
        }
    }

    /** Whether the input of {@code file} was looked for before that was last written. */
    boolean metBefore(DiscoveredFile file) {
        return file.modifiedMillis()
                >= checkpoint.knownSince(file.input().name()).orElse(Long.MAX_VALUE);
    }
}
