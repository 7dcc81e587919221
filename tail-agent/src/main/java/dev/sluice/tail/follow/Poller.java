// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.config.ServerSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.send.StopSignal;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;

/** Looks which files have grown, and queues those that are due for the workers. */
final class Poller {

    private static final long PAUSE_AFTER_ERROR_MILLIS = 2_000;

    private final Streams streams;
    private final BlockingQueue<TailedFile> due;
    private final ServerSettings server;
    private final long rotatedIdle;
    private final StopSignal stop;
    private final Metrics metrics;
    private final AgentLog log;
    private final Clock clock;

    Poller(
            Streams streams,
            BlockingQueue<TailedFile> due,
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
        for (TailedFile tailed : streams.followed()) {
            if (!tailed.taken() && !tailed.state().complete() && !tailed.paused(now)) {
                scan |= poll(tailed, now);
            }
        }
        return scan;
    }

    /** Whether anything is under way or could be sent. */
    boolean anythingDue() {
        long now = clock.millis();
        for (TailedFile tailed : streams.followed()) {
            boolean waits = tailed.replaced() || tailed.state().complete() || tailed.paused(now);
            if (tailed.taken() || !waits && isDue(tailed, now)) {
                return true;
            }
        }
        return false;
    }

    private boolean poll(TailedFile tailed, long now) {
        try {
            if (!tailed.replaced()) {
                if (!tailed.open() && tailed.lag() > 0 && !reopen(tailed)) {
                    return true;
                }
                tailed.look(now);
            }
            if (tailed.replaced()) {
                return true;
            }
            if (tailed.open() && isDue(tailed, now) && !tailed.waitsForPredecessor()) {
                tailed.take();
                due.add(tailed);
            }
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            metrics.readErrors.increment();
            tailed.pauseUntil(now + PAUSE_AFTER_ERROR_MILLIS);
            log.error("file cannot be read", "path", tailed.current(), "cause", e);
        }
        return false;
    }

    private static boolean reopen(TailedFile tailed) throws IOException {
        FileSource source = FileSource.open(tailed.current());
        if (!FileId.look(tailed.current()).id().equals(tailed.file())) {
            source.close();
            return false;
        }
        tailed.open(source);
        return true;
    }

    private boolean isDue(TailedFile tailed, long now) {
        if (tailed.state().plan() != null) {
            return true;
        }
        if (tailed.hasNews()) {
            return tailed.lag() >= server.batchBytes()
                    || stop.draining()
                    || now - tailed.waitingSince() >= server.linger().toMillis();
        }
        if (tailed.lag() == 0) {
            return false;
        }
        long idle = now - tailed.grownAt();
        boolean linesDue = idle >= tailed.input.multilineIdle().toMillis() && !tailed.examinedWhole();
        boolean lineDue =
                tailed.input.rules().plain() && idle >= tailed.input.lineIdle().toMillis();
        return linesDue || lineDue || tailed.away() && idle >= rotatedIdle;
    }
}
