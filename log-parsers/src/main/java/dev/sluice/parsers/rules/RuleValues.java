// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.model.sensitive.Detector;
import dev.sluice.parsers.yaml.YamlValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What conditions and actions are made of. */
final class RuleValues {

    private static final int LONGEST_EXPRESSION = 2_000;

    private RuleValues() {}

    /** @param place of the value, for messages */
    static FieldPath field(YamlValue place, String text) {
        if (!FieldPath.isValid(text)) {
            throw place.problem("'" + text + "' is no field: write its path, such as source.ip");
        }
        return new FieldPath(text);
    }

    static Pattern expression(YamlValue value) {
        String text = value.text();
        if (text.isEmpty() || text.length() > LONGEST_EXPRESSION) {
            throw value.problem("an expression has 1 to " + LONGEST_EXPRESSION + " characters");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw value.problem("'" + text + "' is no expression as RE2 has them: " + e.getDescription());
        }
    }

    /** Detectors by name; {@code all} stands for all of them. */
    static Set<Detector> detectors(YamlValue value) {
        List<String> names = value.texts();
        if (names.equals(List.of("all"))) {
            return EnumSet.allOf(Detector.class);
        }
        if (names.isEmpty()) {
            throw value.problem("name at least one detector: all, or of " + String.join(", ", Detector.wireNames()));
        }
        EnumSet<Detector> detectors = EnumSet.noneOf(Detector.class);
        for (String name : names) {
            detectors.add(Detector.of(name)
                    .orElseThrow(() -> value.problem("there is no detector '" + name + "'; there are all, "
                            + String.join(", ", Detector.wireNames()))));
        }
        return detectors;
    }

    /** A number that need not be whole. */
    static double number(YamlValue value) {
        try {
            double number = Double.parseDouble(value.text());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // Told below.
        }
        throw value.problem("this must be a number, was '" + value.text() + "'");
    }
}
