// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.time;

import dev.sluice.parsers.engine.Literal;

/**
 * A piece of a {@link TimePattern}.
 *
 * @param part what is said
 * @param least bytes of a number at the least, blanks before it counted
 * @param most and at the most
 * @param blanks whether a number may stand behind blanks instead of zeros
 * @param text what stands there; of {@link Notation#TEXT} alone
 */
public record TimeElement(TimeComponent part, Notation notation, int least, int most, boolean blanks, Literal text) {

    public enum Notation {
        NUMBER,
        MONTH,
        MONTH_IN_FULL,
        WEEKDAY,
        WEEKDAY_IN_FULL,
        /** {@code AM} or {@code PM}. */
        HALF_OF_DAY,
        /** {@code +hhmm}. */
        OFFSET,
        /** {@code UTC}, {@code GMT}, {@code +hh} or {@code +hhmm}. */
        ZONE,
        /** Digits of a fraction of a second, however many. */
        FRACTION,
        TEXT
    }

    /** A number of exactly so many digits. */
    static TimeElement digits(TimeComponent part, int count) {
        return new TimeElement(part, Notation.NUMBER, count, count, false, null);
    }

    /** A number as long as it is. */
    static TimeElement number(TimeComponent part, int most) {
        return new TimeElement(part, Notation.NUMBER, 1, most, false, null);
    }

    static TimeElement of(TimeComponent part, Notation notation) {
        return new TimeElement(part, notation, 0, 0, false, null);
    }

    static TimeElement text(Literal text) {
        return new TimeElement(TimeComponent.NOTHING, Notation.TEXT, 0, 0, false, text);
    }

    /** The same number, with blanks for its leading zeros. */
    TimeElement padded() {
        return new TimeElement(part, notation, least, most, true, null);
    }

    /** The same number without leading zeros. */
    TimeElement unpadded() {
        return new TimeElement(part, notation, 1, most, false, null);
    }

    /** Whether it goes on for as long as there are digits. */
    boolean isOpen() {
        return least < most;
    }
}
