// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.config.ServerSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.Source;
import dev.sluice.tail.operate.AgentLog;
import dev.sluice.tail.operate.Metrics;
import dev.sluice.tail.send.StopSignal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;

/** Looks which files have grown, and queues those that are due for the workers. */
final class Poller {

    private static final long PAUSE_AFTER_ERROR_MILLIS = 2_000;

    private final Streams streams;
    private final BlockingQueue<Follower> due;
    private final ServerSettings server;
    private final long rotatedIdle;
    private final StopSignal stop;
    private final Metrics metrics;
    private final AgentLog log;
    private final Clock clock;

    Poller(
            Streams streams,
            BlockingQueue<Follower> due,
            ServerSettings server,
            long rotatedIdle,
            StopSignal stop,
            Metrics metrics,
            AgentLog log,
            Clock clock) {
        this.streams = streams;
        this.due = due;
        this.server = server;
        this.rotatedIdle = rotatedIdle;
        this.stop = stop;
        this.metrics = metrics;
        this.log = log;
        this.clock = clock;
    }

    /** Looks once; whether a scan should follow, since a file is not what it was. */
    boolean poll() {
        long now = clock.millis();
        boolean scan = false;
        for (Follower follower : streams.followed()) {
            if (!follower.taken() && !follower.state().complete() && !follower.paused(now)) {
                scan |= poll(follower, now);
            }
        }
        return scan;
    }

    /** Whether anything is under way or could be sent. */
    boolean anythingDue() {
        long now = clock.millis();
        for (Follower follower : streams.followed()) {
            boolean waits = follower.replaced() || follower.state().complete() || follower.paused(now);
            if (follower.taken() || !waits && isDue(follower, now)) {
                return true;
            }
        }
        return false;
    }

    private boolean poll(Follower follower, long now) {
        try {
            if (!follower.replaced()) {
                if (!follower.open() && follower.lag() > 0 && !reopen(follower)) {
                    return true;
                }
                follower.look(now);
            }
            if (follower.replaced()) {
                return true;
            }
            if (follower.open() && isDue(follower, now) && !follower.waitsForPredecessor()) {
                follower.take();
                due.add(follower);
            }
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            metrics.readErrors.increment();
            follower.pauseUntil(now + PAUSE_AFTER_ERROR_MILLIS);
            log.error("file cannot be read", "path", follower.current(), "cause", e);
        }
        return false;
    }

    private static boolean reopen(Follower follower) throws IOException {
        Source source = Source.open(follower.current());
        if (!FileId.look(follower.current()).id().equals(follower.file())) {
            source.close();
            return false;
        }
        follower.open(source);
        return true;
    }

    private boolean isDue(Follower follower, long now) {
        if (follower.state().plan() != null) {
            return true;
        }
        if (follower.hasNews()) {
            return follower.lag() >= server.batchBytes()
                    || stop.draining()
                    || now - follower.waitingSince() >= server.linger().toMillis();
        }
        if (follower.lag() == 0) {
            return false;
        }
        long idle = now - follower.grownAt();
        boolean linesDue = idle >= follower.input.multilineIdle().toMillis() && !follower.examinedWhole();
        boolean lineDue = follower.input.rules().plain()
                && idle >= follower.input.lineIdle().toMillis();
        return linesDue || lineDue || follower.away() && idle >= rotatedIdle;
    }
}
