// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Expressions by name: those that come along, and those of a file. */
final class GrokPatterns {

    private static final GrokPatterns BUILT_IN = new GrokPatterns(read());

    private final Map<String, String> expressions;

    private GrokPatterns(Map<String, String> expressions) {
        this.expressions = expressions;
    }

    static GrokPatterns builtIn() {
        return BUILT_IN;
    }

    /** These and {@code more}, which count before them. */
    GrokPatterns with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new HashMap<>(expressions);
        all.putAll(more);
        return new GrokPatterns(Map.copyOf(all));
    }

    /** The expression of that name, or null. */
    String expression(String name) {
        return expressions.get(name);
    }

    /** Names that begin alike, for messages. */
    String namesLike(String name) {
        TreeSet<String> names = new TreeSet<>(expressions.keySet());
        String start = name.isEmpty() ? "" : name.substring(0, 1);
        names.removeIf(each -> !each.startsWith(start));
        return names.isEmpty() ? String.join(", ", new TreeSet<>(expressions.keySet())) : String.join(", ", names);
    }

    private static Map<String, String> read() {
        Map<String, String> expressions = new HashMap<>();
        try (InputStream resource = GrokPatterns.class.getResourceAsStream("grok-patterns.txt")) {
            new String(resource.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        int blank = line.indexOf(' ');
                        expressions.put(line.substring(0, blank), line.substring(blank + 1));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("the grok patterns can't be read", e);
        }
        return Map.copyOf(expressions);
    }
}
