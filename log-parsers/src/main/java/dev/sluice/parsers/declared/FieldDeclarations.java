// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.yaml.YamlPlace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a single word says of a field: a type, or a time by the name of its notation. */
final class FieldDeclarations {

    /** Notations of times that have a name. */
    static final List<String> TIMES = List.of("iso8601", "httpdate", "unix", "unix_ms", "unix_us", "unix_ns");

    private FieldDeclarations() {}

    static Optional<FieldDeclaration> ofWord(String field, YamlPlace place, String word) {
        if (TIMES.contains(word)) {
            return Optional.of(
                    new FieldDeclaration(field, place, FieldType.TIME, List.of(word), null, 1, false, false));
        }
        return FieldType.of(word).map(type -> FieldDeclaration.of(field, place, type));
    }

    /** All words, for messages. */
    static String words() {
        return "write one of "
                + String.join(
                        ", ",
                        Arrays.stream(FieldType.values()).map(FieldType::text).toList()) + ", "
                + String.join(", ", TIMES);
    }
}
