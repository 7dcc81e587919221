// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import java.time.Instant;

/**
 * What somebody has decided about a dead letter: the audit record, and what keeps a letter from being replayed twice.
 *
 * @param decision what was decided
 * @param at when
 * @param by who, as {@code user@host}
 * @param note why, in the words of whoever decided; empty where nothing was said
 * @param mended whether it was replayed with another value than its own
 */
public record Resolution(Decision decision, Instant at, String by, String note, boolean mended) {

    /** What can be done about a letter. */
    public enum Decision {
        REPLAYED,
        DISCARDED
    }
}
