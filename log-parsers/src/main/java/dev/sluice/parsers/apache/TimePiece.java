// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

/**
 * A piece of a {@link TimePattern}.
 *
 * @param part what is said
 * @param least bytes of a number at the least, blanks before it counted
 * @param most and at the most
 * @param blanks whether a number may stand behind blanks instead of zeros
 * @param text what stands there; of {@link Notation#TEXT} alone
 */
record TimePiece(PartOfTime part, Notation notation, int least, int most, boolean blanks, Literal text) {

    enum Notation {
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
        TEXT
    }

    /** A number of exactly so many digits. */
    static TimePiece digits(PartOfTime part, int count) {
        return new TimePiece(part, Notation.NUMBER, count, count, false, null);
    }

    /** A number as long as it is. */
    static TimePiece number(PartOfTime part, int most) {
        return new TimePiece(part, Notation.NUMBER, 1, most, false, null);
    }

    static TimePiece of(PartOfTime part, Notation notation) {
        return new TimePiece(part, notation, 0, 0, false, null);
    }

    static TimePiece text(Literal text) {
        return new TimePiece(PartOfTime.NOTHING, Notation.TEXT, 0, 0, false, text);
    }

    /** The same number, with blanks for its leading zeros. */
    TimePiece padded() {
        return new TimePiece(part, notation, least, most, true, null);
    }

    /** The same number without leading zeros. */
    TimePiece unpadded() {
        return new TimePiece(part, notation, 1, most, false, null);
    }

    /** Whether it goes on for as long as there are digits. */
    boolean isOpen() {
        return least < most;
    }
}
