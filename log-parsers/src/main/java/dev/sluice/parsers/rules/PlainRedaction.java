// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.engine.ByteSearch;

/**
 * Replaces a text in the values of an event without going over its members, where the bytes around each place that it stands in say all: in JSON
 * without escapes, what can't be part of a number, a word or punctuation is inside a string, and a string that a colon follows is a name.
 */
final class PlainRedaction {

    /** Bytes that JSON has outside of strings. */
    private static final boolean[] STRUCTURE = new boolean[128];

    static {
        for (char c : "0123456789+-.eEtrufalsn{}[]:,".toCharArray()) {
            STRUCTURE[c] = true;
        }
    }

    private PlainRedaction() {}

    /**
     * Puts the mask wherever the text stands as words of its own behind the event's head.
     *
     * @return false, with nothing changed, where that takes going over all members
     */
    static boolean replace(EventDraft event, byte[] text, byte[] mask) {
        if (!isOnlyInStrings(text) || !isUnescaped(mask) || hasEscapes(event)) {
            return false;
        }
        int at = Redaction.indexOf(event.json(), event.headLength(), event.length(), text);
        while (at >= 0) {
            byte[] json = event.json();
            int end = at + text.length;
            int next = at + 1;
            if (Redaction.isWords(json, at, end) && !isInName(json, end, event.length())) {
                event.replaceScalar(at, end, mask);
                next = at + mask.length;
            }
            at = Redaction.indexOf(event.json(), next, event.length(), text);
        }
        return true;
    }

    private static boolean hasEscapes(EventDraft event) {
        return ByteSearch.indexOf(event.json(), event.headLength(), event.length(), '\\') < event.length();
    }

    private static boolean isInName(byte[] json, int from, int to) {
        return json[ByteSearch.indexOf(json, from, to, '"') + 1] == ':';
    }

    private static boolean isUnescaped(byte[] text) {
        for (byte b : text) {
            if (b == '"' || b == '\\' || b >= 0 && b < ' ') {
                return false;
            }
        }
        return true;
    }

    /** Whether the text can't stand in JSON but in a string: it has a byte that no number, word or punctuation has, or two points as no number. */
    private static boolean isOnlyInStrings(byte[] text) {
        if (!isUnescaped(text)) {
            return false;
        }
        int points = 0;
        int digits = 0;
        for (byte b : text) {
            if (b < 0 || !STRUCTURE[b]) {
                return true;
            }
            points += b == '.' ? 1 : 0;
            digits += ByteSearch.isDigit(b) ? 1 : 0;
        }
        return points > 1 && points + digits == text.length;
    }
}
