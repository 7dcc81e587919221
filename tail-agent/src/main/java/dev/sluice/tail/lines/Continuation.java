// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Decides, line after line, which of them continue an event. It sees every line, also those that begin an event. */
interface Continuation {

    /** Whether the line {@code bytes[from, to)} (without its end) continues the event of the line before it. */
    boolean continues(byte[] bytes, int from, int to);

    /** Forgets what came before: the next line begins an event. */
    default void reset() {}

    static boolean indented(byte[] bytes, int from, int to) {
        return from < to && (bytes[from] == ' ' || bytes[from] == '\t');
    }

    static boolean startsWith(byte[] bytes, int from, int to, String prefix) {
        if (to - from < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (bytes[from + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean blank(byte[] bytes, int from, int to) {
        return from == to || to - from == 1 && bytes[from] == '\r';
    }

    /** A byte a character, which is enough for patterns of ASCII, and what is not ASCII stays where it is. */
    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }
}
