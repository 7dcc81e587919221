// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.Literal;
import dev.sluice.parsers.time.AccessTime;
import dev.sluice.parsers.time.TimePattern;

/**
 * One directive of a compiled log format, and what comes behind it.
 *
 * @param field number of the field, see {@link AccessField}
 * @param until the literal behind it; empty at the end of the line
 * @param mayEnd whether the line may end behind this element although more could follow
 * @param expected what to say when it is not there
 * @param time how a time is written; of times alone
 */
record Element(Kind kind, int field, Literal until, boolean mayEnd, String expected, TimePattern time) {

    enum Kind {
        /** Anything up to the literal. */
        TOKEN,
        /** Anything up to a quote that is not escaped; the literal starts with the quote. */
        QUOTED,
        /** Digits, or a single hyphen for "none". */
        NUMBER,
        /** The same of three digits: an HTTP status. */
        STATUS,
        /** Hexadecimal digits, or a single hyphen for "none". */
        HEX,
        /** {@link AccessTime}. */
        TIME,
        /** {@link TimePattern}. */
        TIME_PATTERN
    }

    Element withKind(Kind newKind) {
        return new Element(newKind, field, until, mayEnd, expected, time);
    }

    Element withMayEnd(boolean newMayEnd) {
        return new Element(kind, field, until, newMayEnd, expected, time);
    }
}
