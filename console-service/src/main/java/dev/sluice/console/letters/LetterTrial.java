// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.console.parse.ParserClient;
import dev.sluice.console.parse.ParserClient.TrialLetter;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.operations.deadletter.LetterMend;
import dev.sluice.parsers.ReplayTrial.TrialResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Asks the running parser what it would make of letters, as they are or mended; nothing is sent. Thread-safe. */
@Component
class LetterTrial {

    /** Letters that the parser is asked about at once. */
    private static final int LETTERS = 500;

    /** Bytes of them: base64 and headers come on top, and a parser takes a megabyte. */
    private static final int BYTES = 256 * 1024;

    private final DeadLetterAdmin admin;
    private final ParserClient parser;

    LetterTrial(DeadLetterAdmin admin, ParserClient parser) {
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

    private final class Batch {
        private final LetterMend mend;
        private final List<TrialLetter> letters = new ArrayList<>();
        private TrialResult result = TrialResult.NONE;
        private int bytes;

        Batch(LetterMend mend) {
            this.mend = mend;
        }

        void take(DeadLetterRecord letter) {
            byte[] value = mend.value(letter);
            Optional<ChunkHeaders> headers = mend.line(letter);
            if (headers.isEmpty()) {
                result = result.plus(new TrialResult(0, 0, 0, 1, Map.of()));
                return;
            }
            if (letters.size() == LETTERS || !letters.isEmpty() && bytes + value.length > BYTES) {
                ask();
            }
            Map<String, byte[]> byName = new HashMap<>();
            headers.get().writeTo(byName::put);
            letters.add(new TrialLetter(byName, value));
            bytes += value.length;
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
