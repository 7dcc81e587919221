// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import java.util.Locale;
import java.util.Optional;

/** What a field of a declared format holds. */
enum FieldType {
    KEYWORD,
    LONG,
    DOUBLE,
    BOOLEAN,
    IP,
    TIME,
    /** Becomes nanoseconds, as ECS has durations. */
    DURATION,
    /** An address as it was written, and beside it {@code ip} or {@code domain}. */
    ADDRESS,
    /** The same with a port behind the last colon. */
    ENDPOINT,
    /** {@code url.original}, and beside it the parts of the URL. */
    URL,
    /** The first line of an HTTP request: method, URL and version; kept as it is where it is not one. */
    REQUEST,
    USER_AGENT,
    /** Several values with commas between them. */
    LIST,
    /** Only for {@code then}: it is not written. */
    SKIP;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<FieldType> of(String text) {
        for (FieldType type : values()) {
            if (type.text().equals(text)) {
                return Optional.of(type);
            }
        }
        return switch (text) {
            case "text", "string" -> Optional.of(KEYWORD);
            case "int", "integer" -> Optional.of(LONG);
            case "float", "number" -> Optional.of(DOUBLE);
            case "bool" -> Optional.of(BOOLEAN);
            case "date" -> Optional.of(TIME);
            default -> Optional.empty();
        };
    }
}
