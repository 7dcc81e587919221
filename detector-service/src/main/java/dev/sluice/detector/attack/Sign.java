// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern that says something about a text, and how much. Patterns are ours alone, over bounded text; a user's never come here.
 *
 * @param low characters below U+0040 without which it is not there, a bit each
 * @param high the same for U+0040 to U+007F
 */
record Sign(Pattern pattern, int weight, long low, long high) {

    static Sign of(String pattern, int weight) {
        long[] required = RequiredCharacters.of(pattern);
        return new Sign(Pattern.compile(pattern), weight, required[0], required[1]);
    }

    /** The weights of all signs that are somewhere in {@code text}. Most signs lack a character in most texts, and cost nothing then. */
    static int sum(List<Sign> signs, String text) {
        long[] there = RequiredCharacters.in(text);
        int sum = 0;
        for (Sign sign : signs) {
            if ((sign.low & ~there[0]) == 0
                    && (sign.high & ~there[1]) == 0
                    && sign.pattern.matcher(text).find()) {
                sum += sign.weight;
            }
        }
        return sum;
    }
}
