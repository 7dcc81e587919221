// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

/** Keeps tabs and ends of lines, which names of files may hold, out of the checkpoint's fields. */
final class Escapes {

    static String apply(String value) {
        boolean clean = value.chars().noneMatch(c -> c == '\t' || c == '\n' || c == '\r' || c == '\\');
        return clean
                ? value
                : value.replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r");
    }

    static String undo(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\\' || i + 1 == value.length()) {
                text.append(c);
                continue;
            }
            i++;
            text.append(
                    switch (value.charAt(i)) {
                        case 't' -> '\t';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        default -> value.charAt(i);
                    });
        }
        return text.toString();
    }

    private Escapes() {}
}
