// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.engine.ByteSearch;

/** Where values end in JSON as our own writer guarantees it: valid, and without blanks between its parts. */
final class JsonSpans {

    private JsonSpans() {}

    /** Index behind the value that starts at {@code from}. */
    static int endOfValue(byte[] json, int from) {
        return switch (json[from]) {
            case '"' -> endOfString(json, from + 1) + 1;
            case '{', '[' -> endOfNested(json, from + 1);
            default -> {
                int at = from;
                while (json[at] != ',' && json[at] != '}' && json[at] != ']') {
                    at++;
                }
                yield at;
            }
        };
    }

    /** Index behind the object or array that is open at {@code from}. */
    static int endOfNested(byte[] json, int from) {
        int at = from;
        int depth = 1;
        while (depth > 0) {
            switch (json[at]) {
                case '"' -> at = endOfString(json, at + 1);
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    // Part of a number, a word, or between two values.
                }
            }
            at++;
        }
        return at;
    }

    /** Index of the quote that ends the string whose inside starts at {@code from}. */
    static int endOfString(byte[] json, int from) {
        int at = from;
        while (true) {
            at = ByteSearch.indexOfEither(json, at, json.length, '"', '\\');
            if (json[at] == '"') {
                return at;
            }
            at += 2;
        }
    }
}
