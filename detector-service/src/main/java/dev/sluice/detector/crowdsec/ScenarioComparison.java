// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.crowdsec;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.EventCondition;
import dev.sluice.detector.rule.EventCondition.AllOf;
import dev.sluice.detector.rule.EventCondition.AnyOf;
import dev.sluice.detector.rule.EventCondition.Text.Place;
import java.util.List;
import java.util.Locale;

/** A field's text compared with another one, letter by letter, which conditions by themselves do without regard to the case. */
final class ScenarioComparison {

    static final EventCondition NEVER = new AnyOf(List.of());

    private ScenarioComparison() {}

    /** How letters are compared: as they are, or after both are made small or capital. */
    enum Case {
        AS_IS,
        LOWER,
        UPPER;

        String of(String text) {
            return switch (this) {
                case AS_IS -> text;
                case LOWER -> text.toLowerCase(Locale.ROOT);
                case UPPER -> text.toUpperCase(Locale.ROOT);
            };
        }
    }

    /**
     * @param operator {@code ==}, {@code contains}, {@code startsWith}, {@code endsWith} or {@code matches}
     * @throws ScenarioException if the text is to match and is no expression
     */
    static EventCondition of(EventField field, Case letters, String operator, String text) {
        if (operator.equals("matches")) {
            try {
                return new EventCondition.Regex(field, Pattern.compile(letters == Case.AS_IS ? text : "(?i)" + text));
            } catch (PatternSyntaxException e) {
                throw new ScenarioException("'" + text + "' is no expression of RE2: " + e.getDescription());
            }
        }
        if (!letters.of(text).equals(text)) {
            return NEVER;
        }
        Place place = switch (operator) {
            case "==" -> Place.WHOLE;
            case "startsWith" -> Place.START;
            case "endsWith" -> Place.END;
            default -> Place.ANYWHERE;
        };
        EventCondition anyCase = new EventCondition.Text(field, place, text);
        boolean hasLetters = text.chars().anyMatch(Character::isLetter);
        if (letters != Case.AS_IS || !hasLetters) {
            return anyCase;
        }
        String quoted = Pattern.quote(text);
        String exact = switch (place) {
            case WHOLE -> "\\A" + quoted + "\\z";
            case START -> "\\A" + quoted;
            case END -> quoted + "\\z";
            case ANYWHERE -> quoted;
        };
        return new AllOf(List.of(anyCase, new EventCondition.Regex(field, Pattern.compile(exact))));
    }
}
