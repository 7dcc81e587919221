// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.send.BatchSender;
import dev.sluice.tail.send.StopSignal;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.io.EOFException;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Takes due streams and sends a few batches of each: reads, keeps the plan, sends, keeps the result. The plan of a batch and the result of the
 * one before it are one write and one sync.
 */
final class Worker implements Runnable {

    private static final int BATCHES_A_TURN = 8;
    private static final long PAUSE_AFTER_ERROR_MILLIS = 2_000;
    private static final long LOOK_FOR_STOP_MILLIS = 200;

    private final BlockingQueue<TailedFile> due;
    private final Batcher batcher;
    private final BatchSender sender;
    private final Checkpoint checkpoint;
    private final StopSignal stop;
    private final Metrics metrics;
    private final AgentLog log;
    private final Clock clock;

    Worker(
            BlockingQueue<TailedFile> due,
            Batcher batcher,
            BatchSender sender,
            Checkpoint checkpoint,
            StopSignal stop,
            Metrics metrics,
            AgentLog log,
            Clock clock) {
        this.due = due;
        this.batcher = batcher;
        this.sender = sender;
        this.checkpoint = checkpoint;
        this.stop = stop;
        this.metrics = metrics;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void run() {
        try (sender) {
            while (!stop.stopped()) {
                TailedFile tailed = due.poll(LOOK_FOR_STOP_MILLIS, TimeUnit.MILLISECONDS);
                if (tailed != null) {
                    turn(tailed);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn(TailedFile tailed) {
        try {
            boolean more = batches(tailed);
            tailed.progressed(clock.millis());
            if (more && !stop.stopped()) {
                due.add(tailed);
                return;
            }
        } catch (IOException | RuntimeException e) {
            if (!(e instanceof EOFException)) {
                metrics.readErrors.increment();
                log.error("stream cannot go on for now", "path", tailed.current(), "cause", e);
            }
            tailed.pauseUntil(clock.millis() + PAUSE_AFTER_ERROR_MILLIS);
        }
        tailed.giveBack();
    }

    /** Sends some batches; whether there may be more at once. */
    private boolean batches(TailedFile tailed) throws IOException {
        boolean unsaved = false;
        boolean more = true;
        try {
            for (int i = 0; i < BATCHES_A_TURN && more && !stop.stopped(); i++) {
                switch (batcher.next(tailed)) {
                    case Step.Nothing nothing -> more = false;
                    case Step.End end -> {
                        tailed.state(tailed.state().completed(tailed.modified(), clock.millis()));
                        unsaved = true;
                        more = false;
                    }
                    case Step.Replaced replaced -> {
                        tailed.replaced(true);
                        more = false;
                    }
                    case Step.Skip skip -> {
                        tailed.state(skip.after());
                        unsaved = true;
                    }
                    case Step.Send send -> {
                        StreamState planned = send.planned();
                        checkpoint.save(planned);
                        tailed.state(planned);
                        unsaved = false;
                        BatchSender.Delivery delivery = sender.deliver(send.batch());
                        if (!delivery.settled()) {
                            tailed.pauseUntil(clock.millis() + PAUSE_AFTER_ERROR_MILLIS);
                            return false;
                        }
                        tailed.state(send.after().withCovered(delivery.covered()));
                        unsaved = true;
                        // A short batch was all there was: what comes next waits for its time.
                        more = tailed.lag() > 0;
                    }
                }
            }
            return more;
        } finally {
            if (unsaved) {
                checkpoint.save(tailed.state());
            }
        }
    }
}
