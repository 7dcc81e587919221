// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.ParserSettings.LogGroupFormat;
import dev.sluice.parsers.apache.AccessParser;
import dev.sluice.parsers.apache.ErrorParser;
import dev.sluice.parsers.cloudwatch.CloudWatchParser;
import dev.sluice.parsers.cloudwatch.LogGroups;
import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.PayloadParser;
import dev.sluice.parsers.engine.SourceFieldWriter;
import dev.sluice.parsers.json.JsonParser;
import dev.sluice.parsers.syslog.SyslogParser;
import dev.sluice.parsers.text.TextParser;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The formats by name: the built-in ones, a line each, and those of the settings. */
final class FormatRegistry {

    private static final String GENERIC = LogFormat.TEXT.dataset().orElseThrow();
    private static final String CLOUDWATCH_LOGS = LogFormat.CLOUDWATCH.dataset().orElseThrow();

    private final Map<String, LineParser> parsers = new HashMap<>();
    private final PayloadParser cloudWatch;

    FormatRegistry(ParserSettings settings) {
        SourceFieldWriter source = new SourceFieldWriter(settings.enrichments().address());
        Enrichment userAgents = settings.enrichments().userAgent();
        LineParser text = new TextParser(GENERIC);
        register(LogFormat.APACHE_COMMON, AccessParser.common(source));
        register(LogFormat.APACHE_COMBINED, AccessParser.combined(source, userAgents));
        register(LogFormat.APACHE_ERROR, new ErrorParser(source));
        register(LogFormat.SYSLOG, new SyslogParser());
        register(LogFormat.JSON, new JsonParser(GENERIC, settings.maxJsonDepth(), settings.enrichments()));
        register(LogFormat.TEXT, text);
        register(
                LogFormat.AUTO,
                new AutoParser(
                        AccessParser.commonOrCombined(source, userAgents),
                        new ErrorParser(source),
                        new SyslogParser(),
                        new JsonParser(GENERIC, settings.maxJsonDepth(), settings.enrichments()),
                        text));
        settings.logFormats().forEach((name, logFormat) -> registerOwn(name, logFormat, source, userAgents));
        cloudWatch = new CloudWatchParser(settings.maxPayloadBytes(), settings.maxJsonDepth(), logGroups(settings));
    }

    /** The parser of whole chunks of the format with that name, or null if its chunks hold lines. */
    PayloadParser payloadParser(String name) {
        return LogFormat.CLOUDWATCH.wireName().equals(name) ? cloudWatch : null;
    }

    boolean exists(String name) {
        return parsers.containsKey(name) || payloadParser(name) != null;
    }

    /** The parser of lines of the format with that name, or null. */
    LineParser parser(String name) {
        return parsers.get(name);
    }

    /** All names, for messages. */
    String names() {
        SortedSet<String> names = new TreeSet<>(parsers.keySet());
        names.add(LogFormat.CLOUDWATCH.wireName());
        return String.join(", ", names);
    }

    private void register(LogFormat format, LineParser parser) {
        parsers.put(format.wireName(), parser);
    }

    private void registerOwn(String name, String logFormat, SourceFieldWriter source, Enrichment userAgents) {
        if (parsers.containsKey(name) || LogFormat.ofWireName(name).isPresent()) {
            throw new IllegalArgumentException(
                    "the log format '" + name + "' has the name of a built-in format: choose another");
        }
        try {
            parsers.put(name, AccessParser.of(logFormat, source, userAgents));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the log format '" + name + "' can't be used: " + e.getMessage(), e);
        }
    }

    private LogGroups logGroups(ParserSettings settings) {
        Map<String, LineParser> byPattern = new LinkedHashMap<>();
        for (LogGroupFormat group : settings.logGroups()) {
            LineParser parser = parsers.get(group.format());
            if (parser == null) {
                throw new IllegalArgumentException("the log groups '" + group.pattern() + "' have the format '"
                        + group.format() + "', which is not a format of lines; there are "
                        + String.join(", ", new TreeSet<>(parsers.keySet())));
            }
            byPattern.putIfAbsent(group.pattern(), parser);
        }
        return new LogGroups(
                byPattern,
                new JsonParser(CLOUDWATCH_LOGS, settings.maxJsonDepth(), settings.enrichments()),
                new TextParser(CLOUDWATCH_LOGS));
    }
}
