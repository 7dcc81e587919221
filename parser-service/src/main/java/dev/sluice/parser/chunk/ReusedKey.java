// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.chunk;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parser.dedup.DedupResult;
import dev.sluice.parsers.ParseOutput;

/**
 * What becomes of a batch whose idempotency key was used before for another body: which of the two its sender means, nobody can tell. Each line is a
 * dead letter of a batch that is named by key and digest, so that a replay gives it an id of its own.
 */
final class ReusedKey {

    private static final String MESSAGE =
            "its Idempotency-Key was used before for another body; replay it if it is not to be left out";

    private ReusedKey() {}

    /** @param whole whether the part is a payload and not lines */
    static void reject(DedupResult.Part part, byte[] value, boolean whole, ParseOutput output) {
        long line = part.headers().line();
        int start = part.from();
        while (start < part.to()) {
            int end = whole ? part.to() : lineEnd(value, start, part.to());
            boolean isEmpty = end == start || end == start + 1 && value[start] == '\r';
            if (whole || !isEmpty) {
                output.deadLetter(line, value, start, end, DeadLetterReason.KEY_REUSED, MESSAGE);
            }
            start = end + 1;
            line++;
        }
    }

    private static int lineEnd(byte[] value, int from, int to) {
        int at = from;
        while (at < to && value[at] != '\n') {
            at++;
        }
        return at;
    }
}
