// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.ParserSettings.LogGroupFormat;
import dev.sluice.parsers.apache.AccessParser;
import dev.sluice.parsers.apache.ErrorParser;
import dev.sluice.parsers.cloudwatch.CloudWatchParser;
import dev.sluice.parsers.cloudwatch.LogGroups;
import dev.sluice.parsers.container.CriParser;
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
import java.util.function.Supplier;

/** The formats by name: the built-in ones, a line each, and those of the settings. */
final class FormatRegistry {

    private static final String GENERIC = LogFormat.TEXT.dataset().orElseThrow();
    private static final String CLOUDWATCH_LOGS = LogFormat.CLOUDWATCH.dataset().orElseThrow();

    private final Map<String, LineParser> parsers = new HashMap<>();
    private final CloudWatchParser cloudWatch;
    private final AutoParser auto;
    private final ParserSettings settings;
    private final SourceFieldWriter source;
    private final LineParser text = new TextParser(GENERIC);

    FormatRegistry(ParserSettings settings) {
        this.settings = settings;
        source = new SourceFieldWriter(settings.enrichments().address());
        Enrichment userAgents = settings.enrichments().userAgent();
        auto = new AutoParser(autoFormats(new CriParser(new AutoParser(autoFormats(null)), text)));
        register(LogFormat.AUTO, auto);
        register(LogFormat.APACHE_COMMON, enveloped(() -> AccessParser.common(source)));
        register(LogFormat.APACHE_COMBINED, enveloped(() -> AccessParser.combined(source, userAgents)));
        register(LogFormat.APACHE_ERROR, enveloped(() -> ErrorParser.lenient(source)));
        register(LogFormat.JSON, enveloped(this::json));
        register(LogFormat.SYSLOG, new EnvelopedParser(syslog(), null, new CriParser(syslog(), text)));
        register(LogFormat.TEXT, text);
        settings.logFormats().forEach(this::registerOwn);
        cloudWatch = new CloudWatchParser(settings.maxPayloadBytes(), settings.maxJsonDepth(), logGroups(settings));
    }

    /** The parsers that {@code auto} asks. Each place in a line has its own, since a parser is busy while what is inside is parsed. */
    private AutoParser.Formats autoFormats(LineParser container) {
        return new AutoParser.Formats(
                access(),
                AccessParser.tlsRequests(source),
                ErrorParser.sure(source),
                SyslogParser.sure(linesInside()),
                json(),
                container,
                text);
    }

    private LineParser enveloped(Supplier<LineParser> format) {
        return new EnvelopedParser(
                format.get(), SyslogParser.around(format.get()), new CriParser(format.get(), format.get()));
    }

    private LineParser syslog() {
        return SyslogParser.lenient(linesInside());
    }

    private LinesInside linesInside() {
        return new LinesInside(access(), ErrorParser.sure(source), json());
    }

    private LineParser access() {
        return AccessParser.commonOrCombined(source, settings.enrichments().userAgent());
    }

    private JsonParser json() {
        return new JsonParser(GENERIC, settings.maxJsonDepth(), settings.enrichments());
    }

    /** The parser of {@link LogFormat#AUTO}. */
    AutoParser auto() {
        return auto;
    }

    CloudWatchParser cloudWatch() {
        return cloudWatch;
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

    private void registerOwn(String name, String logFormat) {
        if (parsers.containsKey(name) || LogFormat.ofWireName(name).isPresent()) {
            throw new IllegalArgumentException(
                    "the log format '" + name + "' has the name of a built-in format: choose another");
        }
        try {
            Enrichment userAgents = settings.enrichments().userAgent();
            parsers.put(name, enveloped(() -> AccessParser.of(logFormat, source, userAgents)));
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
