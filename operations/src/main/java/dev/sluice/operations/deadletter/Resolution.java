// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody has decided about a dead letter: the audit record, and what keeps a letter from being replayed twice.
 *
 * @param decision what was decided
 * @param at when
 * @param by who, as {@code user@host}
 * @param note why, in the words of whoever decided; empty where nothing was said
 * @param mended whether it was replayed otherwise than it is
 * @param mend by which rule; null where it was not mended, or by hand, or by a release that did not keep the rule
 */
public record Resolution(
        Decision decision,
        Instant at,
        String by,
        String note,
        boolean mended,
        @JsonInclude(JsonInclude.Include.NON_NULL) LetterMend mend) {

    /** What can be done about a letter. */
    public enum Decision {
        REPLAYED,
        DISCARDED
    }

    /** What was changed in the letter before it was sent; empty where that is not known. */
    public Optional<LetterMend> rule() {
        return mended ? Optional.ofNullable(mend) : Optional.of(LetterMend.NONE);
    }
}
