// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.console.letters.LetterOverview.LetterGroups;
import dev.sluice.model.sensitive.SensitiveText;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.DeadLetterGroups.Cause;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.LetterMend;
import dev.sluice.parsers.ReplayTrial.TrialResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/letters}: dead letters in groups, samples of a group, and what a replay would do. Changes nothing. */
@RestController
class LetterController {

    private final DeadLetterAdmin admin;
    private final LetterOverview overview;
    private final LetterTrial trial;
    private final LetterSettings settings;

    /**
     * Letters of a group.
     *
     * @param to letters given up before this
     * @param mend what is changed before they are sent, or null
     */
    record LetterSelection(Cause cause, Instant to, LetterMend mend) {

        DeadLetterFilter filter() {
            if (cause == null || to == null) {
                throw new IllegalArgumentException("a group is named by its cause and to, as /api/v1/letters lists it");
            }
            return DeadLetterFilter.ofGroup(cause, to);
        }

        LetterMend mendOrNone() {
            return mend == null ? LetterMend.NONE : mend;
        }
    }

    /**
     * A letter for people, secrets and personal data hidden.
     *
     * @param text the value as UTF-8; what is no text is shown as well as it goes
     * @param size bytes of the value
     */
    record SampleLetter(String letter, Instant at, String message, String text, int size) {}

    /**
     * A letter as it is and as it would be sent, secrets and personal data hidden in both.
     *
     * @param changed whether its bytes would be others, which what is hidden may not show
     * @param outcome what the parser that runs would make of it
     */
    record LetterDiff(
            String letter,
            String before,
            String after,
            boolean changed,
            Map<String, HeaderChange> headers,
            TrialResult outcome) {}

    /** @param before or null */
    record HeaderChange(String before, String after) {}

    LetterController(DeadLetterAdmin admin, LetterOverview overview, LetterTrial trial, LetterSettings settings) {
        this.admin = admin;
        this.overview = overview;
        this.trial = trial;
        this.settings = settings;
    }

    @GetMapping("/api/v1/letters")
    LetterGroups groups() {
        return overview.read();
    }

    @PostMapping("/api/v1/letters/samples")
    List<SampleLetter> samples(@RequestBody LetterSelection selection) {
        List<SampleLetter> samples = new ArrayList<>();
        admin.visit(selection.filter(), (letter, resolution) -> {
            if (resolution.isEmpty()) {
                samples.add(sample(letter));
            }
            return samples.size() < settings.samples();
        });
        return samples;
    }

    @PostMapping("/api/v1/letters/trial")
    TrialResult tryReplay(@RequestBody LetterSelection selection) {
        return trial.of(selection.filter(), selection.mendOrNone());
    }

    /** Samples as they are and as they would be sent, and what the parser would make of that. */
    @PostMapping("/api/v1/letters/diff")
    List<LetterDiff> diff(@RequestBody LetterSelection selection) {
        LetterMend mend = selection.mendOrNone();
        List<DeadLetterRecord> samples = new ArrayList<>();
        admin.visit(selection.filter(), (letter, resolution) -> {
            if (resolution.isEmpty()) {
                samples.add(letter);
            }
            return samples.size() < settings.samples();
        });
        return samples.stream().map(letter -> diff(letter, mend)).toList();
    }

    private LetterDiff diff(DeadLetterRecord letter, LetterMend mend) {
        byte[] after = mend.value(letter);
        Map<String, String> before = letter.headers();
        Map<String, HeaderChange> headers = new TreeMap<>();
        mend.changedHeaders(letter)
                .forEach((name, value) -> headers.put(name, new HeaderChange(before.get(name), value)));
        return new LetterDiff(
                letter.coordinates().toString(),
                shown(letter.value()),
                shown(after),
                !Arrays.equals(letter.value(), after),
                headers,
                trial.of(letter, mend));
    }

    private SampleLetter sample(DeadLetterRecord letter) {
        return new SampleLetter(
                letter.coordinates().toString(),
                letter.at(),
                LetterOverview.hidden(letter.message()),
                shown(letter.value()),
                letter.value().length);
    }

    /** Secrets and personal data hidden, and not too much of it. */
    private String shown(byte[] bytes) {
        byte[] value = SensitiveText.hide(bytes);
        return new String(value, 0, Math.min(value.length, settings.sampleSize()), UTF_8);
    }
}
