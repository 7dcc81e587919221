// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.LogFormat;
import dev.sluice.parsers.ParserSettings.LogGroupFormat;
import dev.sluice.parsers.apache.AccessParser;
import dev.sluice.parsers.apache.ErrorParser;
import dev.sluice.parsers.cloudwatch.CloudWatchParser;
import dev.sluice.parsers.cloudwatch.LogGroups;
import dev.sluice.parsers.container.CriParser;
import dev.sluice.parsers.container.JsonFileParser;
import dev.sluice.parsers.declared.DeclaredFormat;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.LazyParser;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.PayloadParser;
import dev.sluice.parsers.engine.SourceFieldWriter;
import dev.sluice.parsers.json.JsonParser;
import dev.sluice.parsers.syslog.SyslogParser;
import dev.sluice.parsers.text.TextParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** Make parsers of bare lines. Each place in a line has a parser of its own, since one is busy while what is inside its line is parsed. */
    private final Map<String, Supplier<LineParser>> bare = new HashMap<>();

    /** Declared formats in the order in which they are asked whether a chunk is theirs. */
    private final List<DeclaredFormat> declared = new ArrayList<>();

    private final List<Use> uses = new ArrayList<>();

    /** A declared format that chunks of {@code auto} may be for. */
    private record Use(DeclaredFormat format, LineParser parser) {}

    FormatRegistry(ParserSettings settings) {
        this.settings = settings;
        source = new SourceFieldWriter(settings.enrichments().address());
        Enrichment userAgents = settings.enrichments().userAgent();
        bare.put(LogFormat.APACHE_COMMON.wireName(), () -> AccessParser.common(source));
        bare.put(LogFormat.APACHE_COMBINED.wireName(), () -> AccessParser.combined(source, userAgents));
        bare.put(LogFormat.APACHE_ERROR.wireName(), () -> ErrorParser.lenient(source));
        bare.put(LogFormat.JSON.wireName(), this::json);
        bare.put(LogFormat.TEXT.wireName(), () -> text);
        bare.put(LogFormat.SYSLOG.wireName(), () -> SyslogParser.lenient(linesInside(List.of())));
        bare.put(LogFormat.AUTO.wireName(), () -> new AutoParser(autoFormats(List.of(), null, null)));
        settings.logFormats().forEach(this::registerOwn);
        settings.declaredFormats().all().forEach(this::addOwn);
        DeclaredFormats.shipped().all().forEach(this::addDeclared);
        declared.forEach(this::checkOtherwise);
        LineParser inside = new AutoParser(autoFormats(declared, null, null));
        auto = new AutoParser(autoFormats(declared, new CriParser(inside, text), jsonFile(inside)));
        bare.forEach((name, parser) -> parsers.put(name, new LazyParser(() -> enveloped(parser))));
        register(LogFormat.AUTO, auto);
        register(
                LogFormat.SYSLOG,
                new EnvelopedParser(syslog(), null, new CriParser(syslog(), text), jsonFile(syslog())));
        register(LogFormat.TEXT, text);
        declared.forEach(format -> uses.add(new Use(format, parsers.get(format.name()))));
        cloudWatch = new CloudWatchParser(settings.maxPayloadBytes(), settings.maxJsonDepth(), logGroups(settings));
    }

    /** The parsers that {@code auto} asks. Each place in a line has its own, since a parser is busy while what is inside is parsed. */
    private AutoParser.Formats autoFormats(List<DeclaredFormat> programs, LineParser container, LineParser jsonFile) {
        return new AutoParser.Formats(
                access(),
                AccessParser.tlsRequests(source),
                ErrorParser.sure(source),
                SyslogParser.sure(linesInside(programs)),
                json(),
                sureFormats(),
                container,
                jsonFile,
                text);
    }

    private SureFormats sureFormats() {
        DeclaredFormats shipped = DeclaredFormats.shipped();
        DeclaredFormats strict = DeclaredFormats.strict();
        return new SureFormats(
                parser(shipped.get(LogFormat.NGINX_ERROR.wireName())),
                parser(shipped.get(LogFormat.AWS_ALB.wireName())),
                parser(shipped.get(LogFormat.AWS_S3_ACCESS.wireName())),
                parser(strict.get(LogFormat.POSTGRESQL.wireName())),
                parser(strict.get(LogFormat.JAVA.wireName())),
                parser(strict.get(LogFormat.LOGFMT.wireName())),
                parser(shipped.get(LogFormat.HAPROXY_HTTP.wireName())),
                parser(shipped.get(LogFormat.HAPROXY_TCP.wireName())));
    }

    private LineParser parser(DeclaredFormat format) {
        return new LazyParser(() ->
                format.parser(settings.enrichments(), name -> bare.get(name).get()));
    }

    private void addOwn(DeclaredFormat format) {
        if (LogFormat.ofWireName(format.name()).isPresent() || bare.containsKey(format.name())) {
            throw format.problem("the format '" + format.name() + "' has the name of "
                    + (settings.logFormats().containsKey(format.name()) ? "a LogFormat" : "a built-in format")
                    + ": choose another");
        }
        addDeclared(format);
    }

    private void addDeclared(DeclaredFormat format) {
        bare.put(format.name(), () -> parser(format));
        declared.add(format);
    }

    private void checkOtherwise(DeclaredFormat format) {
        format.otherwise().filter(name -> !bare.containsKey(name)).ifPresent(name -> {
            throw format.problem("there is no format of lines '" + name + "'; there are "
                    + String.join(", ", new TreeSet<>(bare.keySet())));
        });
    }

    private LineParser enveloped(Supplier<LineParser> format) {
        LineParser inObject = format.get();
        return new EnvelopedParser(
                format.get(),
                SyslogParser.around(format.get()),
                new CriParser(format.get(), format.get()),
                // What is in Docker's object is JSON itself, or text.
                jsonFile(inObject instanceof JsonParser ? firstOf(inObject, text) : inObject));
    }

    private LineParser jsonFile(LineParser inside) {
        return new JsonFileParser(inside, text, settings.maxJsonDepth());
    }

    private static LineParser firstOf(LineParser likely, LineParser otherwise) {
        return (line, event) -> likely.parse(line, event) || otherwise.parse(line, event);
    }

    private LineParser syslog() {
        return SyslogParser.lenient(linesInside(declared));
    }

    private LinesInside linesInside(List<DeclaredFormat> programs) {
        return new LinesInside(
                programs.stream()
                        .filter(format -> !format.use().programs().isEmpty())
                        .map(format -> new LinesInside.OfProgram(format.use().programs(), parser(format)))
                        .toList(),
                access(),
                ErrorParser.sure(source),
                json());
    }

    private LineParser access() {
        return AccessParser.commonOrCombined(source, settings.enrichments().userAgent());
    }

    private JsonParser json() {
        return new JsonParser(GENERIC, settings.maxJsonDepth(), settings.enrichments(), settings.namedDatasets());
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

    /** The parser of lines of the chunk with these headers, or null: where they leave it to {@code auto}, a declared format that is for them. */
    LineParser parser(ChunkHeaders headers) {
        if (LogFormat.AUTO.wireName().equals(headers.format())) {
            for (Use use : uses) {
                if (use.format().use().isFor(headers)) {
                    return use.parser();
                }
            }
        }
        return parsers.get(headers.format());
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
        if (bare.containsKey(name) || LogFormat.ofWireName(name).isPresent()) {
            throw new IllegalArgumentException(
                    "the log format '" + name + "' has the name of a built-in format: choose another");
        }
        try {
            Enrichment userAgents = settings.enrichments().userAgent();
            AccessParser.of(logFormat, source, userAgents);
            bare.put(name, () -> AccessParser.of(logFormat, source, userAgents));
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
        for (Use use : uses) {
            use.format().use().logGroups().forEach(pattern -> byPattern.putIfAbsent(pattern, use.parser()));
        }
        return new LogGroups(
                byPattern,
                new JsonParser(
                        CLOUDWATCH_LOGS, settings.maxJsonDepth(), settings.enrichments(), settings.namedDatasets()),
                new TextParser(CLOUDWATCH_LOGS));
    }
}
