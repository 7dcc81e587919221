// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.console.access.AuditLog;
import dev.sluice.console.letters.LetterController.LetterSelection;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayOutcome;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayPace;
import dev.sluice.operations.deadletter.DeadLetterGroups.Cause;
import dev.sluice.operations.deadletter.LetterMend;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/operate/letters/…}: replays and discards groups of dead letters. */
@RestController
class LetterJobController {

    private static final long DEFAULT_RATE = 500;
    private static final long FASTEST = 100_000;

    private final LetterJobs jobs;
    private final LetterSettings settings;
    private final AuditLog audit;

    /**
     * A replay that is asked for.
     *
     * @param perSecond letters a second at most, or null for 500
     * @param stopAfter ends it when so many are letters again, or null
     * @param mend what is changed in each letter before it is sent, or null
     */
    record ReplayRequest(Cause cause, Instant to, Long perSecond, Long stopAfter, LetterMend mend) {}

    /** @param note why */
    record DiscardRequest(Cause cause, Instant to, String note) {}

    LetterJobController(LetterJobs jobs, LetterSettings settings, AuditLog audit) {
        this.jobs = jobs;
        this.settings = settings;
        this.audit = audit;
    }

    /** The job that runs, or ran last; 204 if there was none. */
    @GetMapping("/api/v1/letters/job")
    ResponseEntity<LetterJob> latest() {
        return jobs.latest()
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    @PostMapping("/api/v1/operate/letters/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    LetterJob replay(@RequestBody ReplayRequest asked, HttpServletRequest request) {
        long rate = asked.perSecond() == null ? DEFAULT_RATE : asked.perSecond();
        if (rate < 1 || rate > FASTEST) {
            throw new IllegalArgumentException("perSecond must be between 1 and " + FASTEST + ", was " + rate);
        }
        if (asked.stopAfter() != null && asked.stopAfter() < 1) {
            throw new IllegalArgumentException("stopAfter must be at least 1, was " + asked.stopAfter());
        }
        OptionalLong stopAfter = asked.stopAfter() == null ? OptionalLong.empty() : OptionalLong.of(asked.stopAfter());
        LetterSelection selection = new LetterSelection(asked.cause(), asked.to(), asked.mend());
        ReplayPace pace = new ReplayPace(rate, stopAfter, settings.patience());
        return audited(
                request,
                asked.toString(),
                ended -> jobs.replay(asked.cause(), selection.filter(), selection.mendOrNone(), pace, ended));
    }

    @PostMapping("/api/v1/operate/letters/discard")
    @ResponseStatus(HttpStatus.ACCEPTED)
    LetterJob discard(@RequestBody DiscardRequest asked, HttpServletRequest request) {
        if (asked.note() == null || asked.note().isBlank()) {
            throw new IllegalArgumentException(
                    "say in note why these letters are discarded: it is kept with the decision");
        }
        LetterSelection selection = new LetterSelection(asked.cause(), asked.to(), null);
        return audited(
                request,
                asked.toString(),
                ended -> jobs.discard(
                        asked.cause(), selection.filter(), asked.note().strip(), ended));
    }

    @PostMapping("/api/v1/operate/letters/stop")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void stop(HttpServletRequest request) {
        audit.record(request, "stop");
        jobs.stop();
    }

    /** Said before it begins, and what came of it; also that it was not to be. */
    private LetterJob audited(HttpServletRequest request, String what, Function<Consumer<LetterJob>, LetterJob> start) {
        String who = audit.who(request);
        audit.record(who, what);
        try {
            return start.apply(ended -> audit.record(who, result(ended)));
        } catch (RuntimeException e) {
            audit.record(who, what + " was refused: " + e.getMessage());
            throw e;
        }
    }

    private static String result(LetterJob ended) {
        StringBuilder result = new StringBuilder(ended.kind() + ' ' + ended.number() + " is " + ended.state());
        if (ended.outcome() != null) {
            ReplayOutcome outcome = ended.outcome();
            result.append(", ").append(outcome.letters().done()).append(" letters");
            if (ended.kind().equals(LetterJob.REPLAY)) {
                result.append(", ").append(outcome.passed()).append(" became events, ");
                result.append(outcome.cameBack()).append(" are letters again");
            }
        }
        return ended.problem() == null
                ? result.toString()
                : result.append(": ").append(ended.problem()).toString();
    }
}
