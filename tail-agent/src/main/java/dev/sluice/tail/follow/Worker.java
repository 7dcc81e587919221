// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.DataProblem;
import dev.sluice.tail.checkpoint.StreamName;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.send.BatchSender;
import dev.sluice.tail.send.DeadLetterException;
import dev.sluice.tail.send.StopSignal;
import dev.sluice.tail.telemetry.Problems;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;

/**
 * Takes due streams and sends a few batches of each: reads, keeps the plan, sends, keeps the result. The plan of a batch and the result of the
 * one before it are one write and one sync.
 */
final class Worker implements Runnable {

    private static final int BATCHES_A_TURN = 8;
    private static final long PAUSE_AFTER_ERROR_MILLIS = 2_000;
    private static final long LOOK_FOR_STOP_MILLIS = 200;

    private final BlockingQueue<TailedFile.Lease> due;
    private final Batcher batcher;
    private final BatchSender sender;
    private final Checkpoint checkpoint;
    private final StreamIds ids;
    private final Duration damagedAfter;
    private final StopSignal stop;
    private final Telemetry telemetry;
    private final Clock clock;

    Worker(
            BlockingQueue<TailedFile.Lease> due,
            Batcher batcher,
            BatchSender sender,
            Checkpoint checkpoint,
            StreamIds ids,
            Duration damagedAfter,
            StopSignal stop,
            Telemetry telemetry) {
        this.due = due;
        this.batcher = batcher;
        this.sender = sender;
        this.checkpoint = checkpoint;
        this.ids = ids;
        this.damagedAfter = damagedAfter;
        this.stop = stop;
        this.telemetry = telemetry;
        this.clock = telemetry.clock();
    }

    @Override
    public void run() {
        try (sender) {
            while (!stop.stopped()) {
                TailedFile.Lease lease = due.poll(LOOK_FOR_STOP_MILLIS, TimeUnit.MILLISECONDS);
                if (lease != null) {
                    turn(lease);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn(TailedFile.Lease lease) {
        TailedFile tailed = lease.file();
        try {
            boolean more = batches(lease);
            telemetry
                    .problems()
                    .clear(Problems.Kind.UNREADABLE, tailed.current().toString());
            lease.progressed(clock.millis());
            if (more && !stop.stopped()) {
                due.add(lease);
                return;
            }
        } catch (EOFException | ZipException e) {
            damaged(tailed, e);
            lease.pauseUntil(clock.millis() + PAUSE_AFTER_ERROR_MILLIS);
        } catch (IOException | RuntimeException e) {
            tell(tailed, e);
            lease.pauseUntil(clock.millis() + PAUSE_AFTER_ERROR_MILLIS);
        }
        lease.giveBack();
    }

    private void tell(TailedFile tailed, Exception cause) {
        Problems problems = telemetry.problems();
        switch (cause) {
            case UncheckedIOException e -> problems.raise(Problems.Kind.DATA_FOLDER, "checkpoint", DataProblem.of(e));
            case DeadLetterException told -> {
                // By the file of dead letters itself, which knows when it can be written again.
            }
            case IOException e -> {
                telemetry.metrics().readErrors.increment();
                String path = tailed.current().toString();
                problems.raise(Problems.Kind.UNREADABLE, path, ReadProblem.of(tailed.current(), e));
            }
            default -> {
                telemetry.metrics().readErrors.increment();
                telemetry.log().error("stream cannot go on for now", "path", tailed.current(), "cause", cause);
            }
        }
    }

    /** A compressed file that ends too early may still be written; one that was not written for a while is not. */
    private void damaged(TailedFile tailed, IOException cause) {
        long now = clock.millis();
        long quiet = now - Math.max(tailed.grownAt(), tailed.modified() / 1_000_000);
        if (quiet >= damagedAfter.toMillis()) {
            String path = tailed.current().toString();
            telemetry.problems().raise(Problems.Kind.DAMAGED, path, DamagedFile.message(path, cause));
            tailed.source().endAtDamage();
        }
    }

    /** Sends some batches; whether there may be more at once. */
    private boolean batches(TailedFile.Lease lease) throws IOException {
        TailedFile tailed = lease.file();
        boolean unsaved = false;
        boolean more = true;
        try {
            for (int i = 0; i < BATCHES_A_TURN && more && !stop.stopped(); i++) {
                switch (batcher.next(lease, i == 0)) {
                    case Step.Nothing nothing -> more = false;
                    case Step.End end -> {
                        StreamState state = lease.state();
                        lease.state(
                                state.with(state.place().asOf(end.modified()).completed(true), clock.millis()));
                        unsaved = true;
                        more = false;
                    }
                    case Step.Replaced replaced -> {
                        lease.replaced();
                        more = false;
                    }
                    case Step.Forked forked -> {
                        fork(lease);
                        unsaved = true;
                    }
                    case Step.Skip skip -> {
                        lease.state(skip.after());
                        telemetry.metrics().leftOut(tailed.input.name(), skip.leftOut());
                        unsaved = true;
                    }
                    case Step.Send send -> {
                        save(send.planned());
                        lease.state(send.planned());
                        unsaved = false;
                        BatchSender.Delivery delivery = sender.deliver(send.batch());
                        if (!delivery.settled()) {
                            lease.pauseUntil(clock.millis() + PAUSE_AFTER_ERROR_MILLIS);
                            return false;
                        }
                        lease.state(send.after().covering(delivery.covered()));
                        telemetry.metrics().leftOut(tailed.input.name(), send.leftOut());
                        unsaved = true;
                        // A short batch was all there was: what comes next waits for its time.
                        more = tailed.lag() > 0;
                    }
                }
            }
            return more;
        } finally {
            if (unsaved) {
                save(lease.state());
            }
        }
    }

    /** The server may have lines that the file does not hold any more: what it holds instead must not have their numbers. */
    private void fork(TailedFile.Lease lease) {
        StreamState state = lease.state();
        StreamName name = new StreamName(ids.next(), state.input(), state.path(), state.lineage());
        telemetry
                .log()
                .warn(
                        "file does not hold what was being sent of it: its rest is a stream of its own",
                        "path",
                        lease.file().current(),
                        "stream",
                        state.stream(),
                        "goes_on_as",
                        name.stream(),
                        "at",
                        state.source());
        checkpoint.forget(state);
        lease.state(state.with(name).withoutPlan(clock.millis()).covering(state.offset()));
    }

    private void save(StreamState state) {
        checkpoint.save(state);
        telemetry.problems().clear(Problems.Kind.DATA_FOLDER, "checkpoint");
    }
}
