// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.apache.AccessParser;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.Source;
import dev.sluice.parsers.text.TextParser;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** The formats by name: the built-in ones, a line each, and those of the settings. */
final class Formats {

    private final Map<String, LineParser> parsers = new HashMap<>();

    Formats(ParserSettings settings) {
        Source source = new Source();
        LineParser text = new TextParser();
        register(LogFormat.APACHE_COMMON, AccessParser.common(source));
        register(LogFormat.APACHE_COMBINED, AccessParser.combined(source));
        register(LogFormat.TEXT, text);
        register(LogFormat.AUTO, new AutoParser(AccessParser.commonOrCombined(source), text));
        settings.logFormats().forEach((name, logFormat) -> registerOwn(name, logFormat, source));
    }

    /** The parser of the format with that name, or null. */
    LineParser parser(String name) {
        return parsers.get(name);
    }

    /** All names, for messages. */
    String names() {
        return String.join(", ", new TreeSet<>(parsers.keySet()));
    }

    private void register(LogFormat format, LineParser parser) {
        parsers.put(format.wireName(), parser);
    }

    private void registerOwn(String name, String logFormat, Source source) {
        if (parsers.containsKey(name)) {
            throw new IllegalArgumentException(
                    "the log format '" + name + "' has the name of a built-in format: choose another");
        }
        try {
            parsers.put(name, AccessParser.of(logFormat, source));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the log format '" + name + "' can't be used: " + e.getMessage(), e);
        }
    }
}
