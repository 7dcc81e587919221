// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import com.google.re2j.Pattern;
import dev.sluice.detector.event.EventField;
import java.math.BigDecimal;
import java.util.List;

/** What must be true of an event. Texts are compared without regard to the case of ASCII letters, as Sigma does. */
public sealed interface EventCondition {

    /** Whether no event can be so: known where nothing is asked for that could be. */
    default boolean isNever() {
        return switch (this) {
            case AllOf all -> all.conditions.stream().anyMatch(EventCondition::isNever);
            case AnyOf any -> any.conditions.stream().allMatch(EventCondition::isNever);
            default -> false;
        };
    }

    /** All of {@code conditions}; true if there are none. */
    record AllOf(List<EventCondition> conditions) implements EventCondition {
        public AllOf {
            conditions = List.copyOf(conditions);
        }
    }

    /** At least one of {@code conditions}; false if there are none. */
    record AnyOf(List<EventCondition> conditions) implements EventCondition {
        public AnyOf {
            conditions = List.copyOf(conditions);
        }
    }

    record Not(EventCondition condition) implements EventCondition {}

    /** A field is there. */
    record Exists(EventField field) implements EventCondition {}

    /** A field's text is, has, begins or ends with {@code literal}. */
    record Text(EventField field, Place place, String literal) implements EventCondition {

        /** Where in the text. */
        public enum Place {
            WHOLE,
            START,
            END,
            ANYWHERE
        }
    }

    /** A field's text is, has, begins or ends with that of another field. */
    record SameAs(EventField field, Text.Place place, EventField other) implements EventCondition {}

    /** A field's whole text fits a pattern in which {@code *} is any text and {@code ?} one character; {@code \} takes either literally. */
    record Wildcard(EventField field, String pattern) implements EventCondition {}

    /** An expression of RE2 is found somewhere in a field's text. */
    record Regex(EventField field, Pattern pattern) implements EventCondition {}

    /** A field's text is an address within a network. */
    record Network(EventField field, AddressRange range) implements EventCondition {}

    /** A field's text is a number that compares so. */
    record Number(EventField field, Comparison comparison, BigDecimal than) implements EventCondition {

        /** How. */
        public enum Comparison {
            LESS,
            LESS_OR_EQUAL,
            GREATER,
            GREATER_OR_EQUAL
        }
    }
}
