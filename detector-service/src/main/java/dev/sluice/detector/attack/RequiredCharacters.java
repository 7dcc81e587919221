// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

/**
 * Characters that are in every text in which a regular expression is found, read off the expression: a text that lacks one need not be searched.
 * Only ASCII characters that stand for themselves are told; groups count with what all their alternatives have, and what may be left out does not
 * count. Where in doubt a character is not told.
 */
final class RequiredCharacters {

    private final String pattern;
    private int at;

    private RequiredCharacters(String pattern) {
        this.pattern = pattern;
    }

    /** A bit for each character below U+0040 in the first, for U+0040 to U+007F in the second. */
    static long[] of(String pattern) {
        return new RequiredCharacters(pattern).alternatives();
    }

    /** The same bits for the characters that a text has. */
    static long[] in(CharSequence text) {
        long low = 0;
        long high = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            low |= c < 64 ? 1L << c : 0;
            high |= c >= 64 && c < 128 ? 1L << c : 0;
        }
        return new long[] {low, high};
    }

    private long[] alternatives() {
        long[] common = sequence();
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            long[] other = sequence();
            common[0] &= other[0];
            common[1] &= other[1];
        }
        return common;
    }

    private long[] sequence() {
        long[] all = new long[2];
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            long[] one = element();
            if (!mayBeLeftOut()) {
                all[0] |= one[0];
                all[1] |= one[1];
            }
        }
        return all;
    }

    private long[] element() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> characterClass();
            case '\\' -> escape(pattern.charAt(at++));
            case '.', '^', '$' -> new long[2];
            default -> bit(c);
        };
    }

    private long[] group() {
        boolean counts = true;
        if (pattern.startsWith("?:", at)) {
            at += 2;
        } else if (pattern.startsWith("?", at)) {
            // Look-around and flags: what is in them may be what must not be there.
            counts = false;
        }
        if (!counts && pattern.startsWith("?<", at)) {
            at += 2;
        } else if (!counts) {
            at++;
        }
        long[] inner = alternatives();
        at++;
        return counts ? inner : new long[2];
    }

    private long[] characterClass() {
        int start = at;
        at += pattern.startsWith("^", at) ? 1 : 0;
        at += pattern.startsWith("]", at) ? 1 : 0;
        while (pattern.charAt(at) != ']') {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        String members = pattern.substring(start, at++);
        return members.length() == 1 ? bit(members.charAt(0)) : new long[2];
    }

    private long[] escape(char c) {
        if (c == 'x') {
            at += 2;
            return new long[2];
        }
        if (c == 'p' || c == 'P') {
            at = pattern.indexOf('}', at) + 1;
            return new long[2];
        }
        boolean itself = !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
        return itself ? bit(c) : new long[2];
    }

    private boolean mayBeLeftOut() {
        if (at >= pattern.length()) {
            return false;
        }
        char c = pattern.charAt(at);
        if (c == '{') {
            int end = pattern.indexOf('}', at);
            boolean none = pattern.charAt(at + 1) == '0' || pattern.charAt(at + 1) == ',';
            at = end + 1;
            lazy();
            return none;
        }
        if (c == '*' || c == '?' || c == '+') {
            at++;
            lazy();
            return c != '+';
        }
        return false;
    }

    private void lazy() {
        at += at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+') ? 1 : 0;
    }

    private static long[] bit(char c) {
        long[] bits = new long[2];
        if (c < 128) {
            bits[c / 64] = 1L << c;
        }
        return bits;
    }
}
