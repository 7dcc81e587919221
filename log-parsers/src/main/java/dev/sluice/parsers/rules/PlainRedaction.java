// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.rules.SensitiveParts.Hidden;
import java.util.Arrays;

/**
 * Replaces a text in the values of an event without going over its members, where the bytes around each place that it stands in say all: what can't
 * be part of a number, a word or punctuation of JSON is inside a string, and a string that a colon follows is a name. Only strings in which something
 * is escaped are taken one by one.
 */
final class PlainRedaction {

    /** Digits and points. */
    private static final int NUMBER = 1;

    /** What else JSON has outside of strings. */
    private static final int STRUCTURE = 2;

    /** What it has in strings alone. */
    private static final int TEXT = 4;

    /** What it has nowhere as it is. */
    private static final int ESCAPED = 8;

    private static final byte[] KINDS = new byte[256];

    static {
        Arrays.fill(KINDS, (byte) TEXT);
        Arrays.fill(KINDS, 0, ' ', (byte) ESCAPED);
        KINDS['"'] = ESCAPED;
        KINDS['\\'] = ESCAPED;
        for (char c : "+-eEtrufalsn{}[]:,".toCharArray()) {
            KINDS[c] = STRUCTURE;
        }
        for (char c : "0123456789.".toCharArray()) {
            KINDS[c] = NUMBER;
        }
    }

    private PlainRedaction() {}

    /**
     * Puts the mask wherever the text stands as words of its own behind the event's head.
     *
     * @return false, with nothing changed, where that takes going over all members
     */
    static boolean replace(EventDraft event, byte[] text, byte[] mask) {
        if (!isOnlyInStrings(text) || !isUnescaped(mask)) {
            return false;
        }
        boolean isPlain = event.isPlain();
        if (!isPlain) {
            if (ByteSearch.indexOf(mask, 0, mask.length, text) >= 0) {
                return false;
            }
            replaceInEscaped(event, text, mask);
        }
        byte[] json = event.json();
        int to = event.length();
        int[] places = new int[4];
        int count = 0;
        int at = ByteSearch.indexOf(json, event.headLength(), to, text);
        while (at >= 0) {
            int end = at + text.length;
            int next = at + 1;
            boolean isToBeReplaced = Redaction.isWords(json, at, end)
                    && !isInName(json, end, to)
                    && (isPlain || !isInEscaped(json, at, end, to));
            if (isToBeReplaced) {
                places = count < places.length ? places : Arrays.copyOf(places, 2 * count);
                places[count++] = at;
                next = end;
            }
            at = ByteSearch.indexOf(json, next, to, text);
        }
        if (count > 0) {
            event.replaceAll(places, count, text.length, mask);
        }
        return true;
    }

    /** In the strings in which something is escaped. */
    private static void replaceInEscaped(EventDraft event, byte[] text, byte[] mask) {
        Hidden hidden = new Hidden(text, mask);
        int at = event.headLength();
        int escape = ByteSearch.indexOf(event.json(), at, event.length(), '\\');
        while (escape < event.length()) {
            byte[] json = event.json();
            // Nothing is escaped before it: this is the string's own.
            int quote = ByteSearch.lastIndexOf(json, at, escape, '"');
            int end = JsonSpans.endOfString(json, quote + 1) + 1;
            at = end;
            if (json[end] != ':') {
                event.takeText(quote, end);
                byte[] changed = Redaction.replaced(event.text, event.textFrom, event.textTo, hidden);
                if (changed != null) {
                    byte[] value = JsonTexts.quoted(changed);
                    event.replaceScalar(quote, end, value);
                    at = quote + value.length;
                }
            }
            escape = ByteSearch.indexOf(event.json(), at, event.length(), '\\');
        }
    }

    /** Whether something is escaped in the string that [from, to) is a part of. */
    private static boolean isInEscaped(byte[] json, int from, int to, int length) {
        int quote = ByteSearch.lastIndexOf(json, 0, from, '"');
        return json[quote - 1] == '\\'
                || ByteSearch.indexOf(json, quote, from, '\\') < from
                || json[ByteSearch.indexOfEither(json, to, length, '"', '\\')] == '\\';
    }

    private static boolean isInName(byte[] json, int from, int to) {
        return json[ByteSearch.indexOf(json, from, to, '"') + 1] == ':';
    }

    private static boolean isUnescaped(byte[] text) {
        int kinds = 0;
        for (byte b : text) {
            kinds |= KINDS[b & 0xff];
        }
        return (kinds & ESCAPED) == 0;
    }

    /** Whether the text can't stand in JSON but in a string: it has a byte that no number, word or punctuation has, or two points as no number. */
    private static boolean isOnlyInStrings(byte[] text) {
        int kinds = 0;
        int points = 0;
        for (byte b : text) {
            kinds |= KINDS[b & 0xff];
            points += b == '.' ? 1 : 0;
        }
        return (kinds & ESCAPED) == 0 && ((kinds & TEXT) != 0 || kinds == NUMBER && points > 1);
    }
}
