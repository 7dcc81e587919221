// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.console.ProblemException;
import dev.sluice.model.concurrent.CancellableTask;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterAdmin.DeadLetterOutcome;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayOutcome;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayPace;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.DeadLetterGroups.Cause;
import dev.sluice.operations.deadletter.LetterMend;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Replays and discards, one at a time. A letter that has a resolution is left alone, so that a second click, a second console and the command line
 * do no harm. Thread-safe.
 */
@Component
class LetterJobs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LetterJobs.class);

    private final DeadLetterAdmin admin;
    private final LetterOverview overview;
    private final Clock clock;
    private LetterJob job;
    private CompletableFuture<Void> task = CompletableFuture.completedFuture(null);
    private boolean stopping;
    private ReplayOrder latestReplay;

    /** Which letters a replay was about, and what was changed in them. */
    record ReplayOrder(DeadLetterFilter filter, LetterMend mend) {}

    LetterJobs(DeadLetterAdmin admin, LetterOverview overview, Clock clock) {
        this.admin = admin;
        this.overview = overview;
        this.clock = clock;
    }

    /** The one that runs, or ran last. */
    synchronized Optional<LetterJob> latest() {
        return Optional.ofNullable(job);
    }

    /**
     * Begins a replay.
     *
     * @param ended is told when it has ended, however it did
     * @throws ProblemException with 409 while another one runs
     */
    synchronized LetterJob replay(
            Cause cause, DeadLetterFilter filter, LetterMend mend, ReplayPace pace, Consumer<LetterJob> ended) {
        LetterJob begun = start(LetterJob.REPLAY, cause, ended, () -> {
            ReplayOutcome outcome = admin.replay(filter, mend, pace, this::goOn);
            end(outcome.stopped() || isStopping() ? "stopped" : "done", outcome, null, ended);
        });
        latestReplay = new ReplayOrder(filter, mend);
        return begun;
    }

    /** The one that was asked for last. */
    synchronized Optional<ReplayOrder> latestReplay() {
        return Optional.ofNullable(latestReplay);
    }

    /**
     * Begins to discard.
     *
     * @param ended is told when it has ended, however it did
     * @throws ProblemException with 409 while another one runs
     */
    LetterJob discard(Cause cause, DeadLetterFilter filter, String note, Consumer<LetterJob> ended) {
        return start(LetterJob.DISCARD, cause, ended, () -> {
            DeadLetterOutcome outcome = admin.discard(filter, note, this::goOn);
            end("done", new ReplayOutcome(outcome, 0, 0, 0, false), null, ended);
        });
    }

    /** A replay ends after the letters that it is about to send; the same replay later goes on where it was. */
    synchronized void stop() {
        stopping = true;
    }

    private LetterJob start(String kind, Cause cause, Consumer<LetterJob> ended, CancellableTask work) {
        return start(kind, cause, overview.lastCountOf(cause), ended, work);
    }

    private synchronized LetterJob start(
            String kind, Cause cause, long total, Consumer<LetterJob> ended, CancellableTask work) {
        if (job != null && job.isRunning()) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "a " + job.kind() + " is under way; wait for its end, or stop it");
        }
        stopping = false;
        long number = job == null ? 1 : job.number() + 1;
        job = new LetterJob(number, kind, cause, clock.instant(), LetterJob.RUNNING, total, 0, null, null);
        task = CancellableTask.start("letters-" + number, () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.warn("The {} of dead letters failed", kind, e);
                end("failed", null, e.getMessage() + "; what was done stays done, ask again", ended);
            }
        });
        return job;
    }

    private synchronized boolean goOn(long done) {
        job = job.at(done);
        return !stopping;
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private void end(String state, ReplayOutcome outcome, String problem, Consumer<LetterJob> ended) {
        overview.forget();
        LetterJob last;
        synchronized (this) {
            job = job.ended(state, outcome, problem);
            last = job;
        }
        ended.accept(last);
    }

    /** Ends what runs: the same later goes on where it was. */
    @Override
    public void close() {
        CompletableFuture<Void> running;
        synchronized (this) {
            stopping = true;
            running = task;
        }
        running.cancel(false);
    }
}
