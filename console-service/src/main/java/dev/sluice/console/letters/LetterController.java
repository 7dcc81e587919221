// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.console.letters.LetterOverview.LetterGroups;
import dev.sluice.console.parse.ParserClient;
import dev.sluice.console.parse.ParserClient.TrialLetter;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.sensitive.SensitiveText;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.DeadLetterSummary.Cause;
import dev.sluice.parsers.ReplayTrial.TrialResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/letters}: dead letters in groups, samples of a group, and what a replay would do. Changes nothing. */
@RestController
class LetterController {

    /** Letters that the parser is asked about at once. */
    private static final int TRIAL_LETTERS = 500;

    /** Bytes of them: base64 and headers come on top, and a parser takes a megabyte. */
    private static final int TRIAL_BYTES = 256 * 1024;

    private final DeadLetterAdmin admin;
    private final LetterOverview overview;
    private final ParserClient parser;
    private final LetterSettings settings;

    /** @param to letters given up before this */
    record LetterSelection(Cause cause, Instant to) {

        DeadLetterFilter filter() {
            if (cause == null || to == null) {
                throw new IllegalArgumentException("a group is named by its cause and to, as /api/v1/letters lists it");
            }
            return DeadLetterFilter.ofGroup(cause, to);
        }
    }

    /**
     * A letter for people, secrets and personal data hidden.
     *
     * @param text the value as UTF-8; what is no text is shown as well as it goes
     * @param size bytes of the value
     */
    record SampleLetter(String letter, Instant at, String message, String text, int size) {}

    LetterController(DeadLetterAdmin admin, LetterOverview overview, ParserClient parser, LetterSettings settings) {
        this.admin = admin;
        this.overview = overview;
        this.parser = parser;
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
        TrialResult[] result = {TrialResult.NONE};
        List<TrialLetter> batch = new ArrayList<>();
        int[] bytes = {0};
        admin.visit(selection.filter(), (letter, resolution) -> {
            if (resolution.isPresent()) {
                return true;
            }
            byte[] value = letter.value();
            if (batch.size() == TRIAL_LETTERS || !batch.isEmpty() && bytes[0] + value.length > TRIAL_BYTES) {
                result[0] = result[0].plus(parser.tryReplay(batch));
                batch.clear();
                bytes[0] = 0;
            }
            Optional<ChunkHeaders> headers = letter.line();
            if (headers.isEmpty()) {
                result[0] = result[0].plus(new TrialResult(0, 0, 0, 1, Map.of()));
            } else {
                Map<String, byte[]> byName = new HashMap<>();
                headers.get().writeTo(byName::put);
                batch.add(new TrialLetter(byName, value));
                bytes[0] += value.length;
            }
            return true;
        });
        return batch.isEmpty() ? result[0] : result[0].plus(parser.tryReplay(batch));
    }

    private SampleLetter sample(DeadLetterRecord letter) {
        byte[] value = SensitiveText.hide(letter.value());
        return new SampleLetter(
                letter.coordinates().toString(),
                letter.at(),
                LetterOverview.hidden(letter.message()),
                new String(value, 0, Math.min(value.length, settings.sampleSize()), UTF_8),
                letter.value().length);
    }
}
