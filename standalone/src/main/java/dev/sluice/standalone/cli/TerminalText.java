// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import tools.jackson.databind.json.JsonMapper;

/**
 * Text of senders as it may reach a terminal: on one line, and with nothing in it that moves the cursor, colours, or turns the reading direction.
 * Such characters are written as escapes. What needs the exact bytes asks for those.
 */
final class TerminalText {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TerminalText() {}

    /** Line breaks, tabs and other control characters as {@code \n}, {@code \t} or a backslash, u and four digits; all else as it is. */
    static String escaped(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmless(c)) {
                if (escaped != null) {
                    escaped.append(c);
                }
                continue;
            }
            if (escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    /** A value as JSON, which is still what it was when such characters of its texts are escapes; JSON itself asks for less. */
    static String json(Object value) {
        return escaped(JSON.writeValueAsString(value));
    }

    private static boolean isHarmless(char c) {
        return switch (Character.getType(c)) {
            // FORMAT has the marks that turn the reading direction, and such as take no room.
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
