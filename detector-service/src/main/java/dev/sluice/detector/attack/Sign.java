// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.List;
import java.util.regex.Pattern;

/** A pattern that says something about a text, and how much. Patterns are ours alone, over bounded text; a user's never come here. */
record Sign(Pattern pattern, int weight) {

    static Sign of(String pattern, int weight) {
        return new Sign(Pattern.compile(pattern), weight);
    }

    /** The weights of all signs that are somewhere in {@code text}. */
    static int sum(List<Sign> signs, String text) {
        int sum = 0;
        for (Sign sign : signs) {
            if (sign.pattern.matcher(text).find()) {
                sum += sign.weight;
            }
        }
        return sum;
    }
}
