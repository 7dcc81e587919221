// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.console.letters.LetterController.LetterSelection;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayPace;
import dev.sluice.operations.deadletter.DeadLetterSummary.Cause;
import dev.sluice.operations.deadletter.LetterMend;
import java.time.Instant;
import java.util.OptionalLong;
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

    LetterJobController(LetterJobs jobs, LetterSettings settings) {
        this.jobs = jobs;
        this.settings = settings;
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
    LetterJob replay(@RequestBody ReplayRequest asked) {
        long rate = asked.perSecond() == null ? DEFAULT_RATE : asked.perSecond();
        if (rate < 1 || rate > FASTEST) {
            throw new IllegalArgumentException("perSecond must be between 1 and " + FASTEST + ", was " + rate);
        }
        if (asked.stopAfter() != null && asked.stopAfter() < 1) {
            throw new IllegalArgumentException("stopAfter must be at least 1, was " + asked.stopAfter());
        }
        OptionalLong stopAfter = asked.stopAfter() == null ? OptionalLong.empty() : OptionalLong.of(asked.stopAfter());
        LetterSelection selection = new LetterSelection(asked.cause(), asked.to(), asked.mend());
        return jobs.replay(
                asked.cause(),
                selection.filter(),
                selection.mendOrNone(),
                new ReplayPace(rate, stopAfter, settings.patience()));
    }

    @PostMapping("/api/v1/operate/letters/discard")
    @ResponseStatus(HttpStatus.ACCEPTED)
    LetterJob discard(@RequestBody DiscardRequest asked) {
        if (asked.note() == null || asked.note().isBlank()) {
            throw new IllegalArgumentException(
                    "say in note why these letters are discarded: it is kept with the decision");
        }
        return jobs.discard(
                asked.cause(),
                new LetterSelection(asked.cause(), asked.to(), null).filter(),
                asked.note().strip());
    }

    @PostMapping("/api/v1/operate/letters/stop")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void stop() {
        jobs.stop();
    }
}
