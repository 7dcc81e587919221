// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.console.parse.ParserClient;
import dev.sluice.console.parse.ParserClient.TrialLetter;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.LetterMend;
import dev.sluice.operations.deadletter.ReplayProof.ExpectedEvent;
import dev.sluice.operations.deadletter.ReplayProof.ReplayedLetter;
import dev.sluice.parsers.ReplayTrial.TrialEvent;
import dev.sluice.parsers.ReplayTrial.TrialResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Asks the running parser what it would make of letters, as they are or mended; nothing is sent. Thread-safe. */
@Component
public class LetterTrial {

    /** Letters that the parser is asked about at once. */
    private static final int LETTERS = 500;

    /** Bytes of them: base64 and headers come on top, and a parser takes a megabyte. */
    private static final int BYTES = 256 * 1024;

    private final DeadLetterAdmin admin;
    private final ParserClient parser;

    public LetterTrial(DeadLetterAdmin admin, ParserClient parser) {
        this.admin = admin;
        this.parser = parser;
    }

    /** Of all letters that match and that nothing was done about. */
    TrialResult of(DeadLetterFilter filter, LetterMend mend) {
        Batch batch = new Batch(mend);
        admin.visit(filter, (letter, resolution) -> {
            if (resolution.isEmpty()) {
                batch.take(letter);
            }
            return true;
        });
        return batch.result();
    }

    /** Of one letter. */
    TrialResult of(DeadLetterRecord letter, LetterMend mend) {
        Batch batch = new Batch(mend);
        batch.take(letter);
        return batch.result();
    }

    /** The events that letters would become, by their ids; those of a replay are in the stores under them. */
    List<ReplayedLetter> events(List<DeadLetterRecord> letters, LetterMend mend) {
        List<ReplayedLetter> replayed = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        List<TrialLetter> lines = new ArrayList<>();
        int bytes = 0;
        for (DeadLetterRecord letter : letters) {
            String name = letter.coordinates().toString();
            Optional<TrialLetter> line = line(letter, mend);
            if (line.isEmpty()) {
                replayed.add(ReplayedLetter.ofEvent(letter, mend));
                continue;
            }
            if (lines.size() == LETTERS
                    || !lines.isEmpty() && bytes + line.get().value().length > BYTES) {
                add(replayed, asked, lines);
                bytes = 0;
            }
            asked.add(name);
            lines.add(line.get());
            bytes += line.get().value().length;
        }
        add(replayed, asked, lines);
        return replayed;
    }

    /** Asks for what is there, and clears it. */
    private void add(List<ReplayedLetter> replayed, List<String> names, List<TrialLetter> lines) {
        if (lines.isEmpty()) {
            return;
        }
        List<List<TrialEvent>> events = parser.replayEvents(lines);
        for (int i = 0; i < names.size(); i++) {
            replayed.add(new ReplayedLetter(
                    names.get(i),
                    events.get(i).stream()
                            .map(event -> new ExpectedEvent(event.id(), event.dataStream()))
                            .toList()));
        }
        names.clear();
        lines.clear();
    }

    private static Optional<TrialLetter> line(DeadLetterRecord letter, LetterMend mend) {
        return mend.line(letter).map(headers -> {
            Map<String, byte[]> byName = new HashMap<>();
            headers.writeTo(byName::put);
            return new TrialLetter(byName, mend.value(letter));
        });
    }

    private final class Batch {
        private final LetterMend mend;
        private final List<TrialLetter> letters = new ArrayList<>();
        private TrialResult result = TrialResult.NONE;
        private int bytes;

        Batch(LetterMend mend) {
            this.mend = mend;
        }

        void take(DeadLetterRecord letter) {
            Optional<TrialLetter> line = line(letter, mend);
            if (line.isEmpty()) {
                // Whether it can be mended so is known all the same.
                mend.value(letter);
                result = result.plus(new TrialResult(0, 0, 0, 1, Map.of()));
                return;
            }
            int size = line.get().value().length;
            if (letters.size() == LETTERS || !letters.isEmpty() && bytes + size > BYTES) {
                ask();
            }
            letters.add(line.get());
            bytes += size;
        }

        private void ask() {
            result = result.plus(parser.tryReplay(letters));
            letters.clear();
            bytes = 0;
        }

        TrialResult result() {
            if (!letters.isEmpty()) {
                ask();
            }
            return result;
        }
    }
}
