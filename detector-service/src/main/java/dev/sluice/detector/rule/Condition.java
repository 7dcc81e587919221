// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import com.google.re2j.Pattern;
import dev.sluice.detector.event.EventField;
import java.math.BigDecimal;
import java.util.List;

/** What must be true of an event. Texts are compared without regard to the case of ASCII letters, as Sigma does. */
public sealed interface Condition {

    /** All of {@code conditions}; true if there are none. */
    record AllOf(List<Condition> conditions) implements Condition {
        public AllOf {
            conditions = List.copyOf(conditions);
        }
    }

    /** At least one of {@code conditions}; false if there are none. */
    record AnyOf(List<Condition> conditions) implements Condition {
        public AnyOf {
            conditions = List.copyOf(conditions);
        }
    }

    record Not(Condition condition) implements Condition {}

    /** A field is there. */
    record Exists(EventField field) implements Condition {}

    /** A field's text is, has, begins or ends with {@code literal}. */
    record Text(EventField field, Place place, String literal) implements Condition {

        /** Where in the text. */
        public enum Place {
            WHOLE,
            START,
            END,
            ANYWHERE
        }
    }

    /** A field's whole text fits a pattern in which {@code *} is any text and {@code ?} one character; {@code \} takes either literally. */
    record Wildcard(EventField field, String pattern) implements Condition {}

    /** An expression of RE2 is found somewhere in a field's text. */
    record Regex(EventField field, Pattern pattern) implements Condition {}

    /** A field's text is an address within a network. */
    record Network(EventField field, AddressRange range) implements Condition {}

    /** A field's text is a number that compares so. */
    record Number(EventField field, Comparison comparison, BigDecimal than) implements Condition {

        /** How. */
        public enum Comparison {
            LESS,
            LESS_OR_EQUAL,
            GREATER,
            GREATER_OR_EQUAL
        }
    }
}
