// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import dev.sluice.model.Store;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.EventOptions;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.PayloadParser;
import dev.sluice.parsers.engine.Timestamps;
import dev.sluice.parsers.rules.FieldFormat;
import dev.sluice.parsers.rules.RuleObserver;
import dev.sluice.parsers.rules.RuleSurroundings;
import dev.sluice.parsers.rules.RuledEvent;
import dev.sluice.parsers.rules.Rules;
import java.util.Arrays;
import java.util.List;

/**
 * Makes events of chunks: splits them into lines, has each parsed by the format that the headers name, and hands on what became of it. Knows
 * nothing of where chunks come from or events go to, and loses no line: each is an event, a dead letter, or dropped by a rule of the settings.
 *
 * <p>Not thread-safe; reuses its buffers from chunk to chunk, so keep one for each consumer thread.
 */
public final class ChunkParser {

    private final ParserSettings settings;
    private final FormatRegistry formats;
    private final EcsEventWriter event;
    private final Line line = new Line();
    private boolean wasPayload;

    /** Length of the event that was too large last. */
    private int tooLongBytes;

    /** Null where there are none. */
    private final Rules rules;

    /** @throws IllegalArgumentException if a format of the settings can't be understood; the message names it */
    public ChunkParser(ParserSettings settings) {
        this(settings, null);
    }

    /** The same for a trial. @param observer is told what each rule does; null where nobody asks */
    ChunkParser(ParserSettings settings, RuleObserver observer) {
        this.settings = settings;
        formats = new FormatRegistry(settings);
        rules = settings.rules().isEmpty()
                ? null
                : new Rules(
                        settings.rules(),
                        new RuleSurroundings(settings.enrichments().userAgent(), this::fieldFormat),
                        observer);
        event = new EcsEventWriter(new EventOptions(
                settings.datasetsWithOriginal(), settings.zones(), settings.idSecret(), settings.rulesVersion()));
    }

    /** The line format of that name for texts of fields; null where there is none. */
    private FieldFormat fieldFormat(String name) {
        boolean isLineFormat = formats.exists(name) && formats.payloadParser(name) == null;
        return isLineFormat ? new FieldText(settings, name) : null;
    }

    /**
     * Parses the lines in [from, to) of {@code value}. Lines end with a line feed, which a carriage return may precede; the last may have no
     * end. Lines without a byte are skipped, but count. A carriage return inside a line of a stream stands for a line feed.
     *
     * @param headers of the chunk; {@code line} and {@code offset} are those of the first line at {@code from}
     */
    public void parse(ChunkHeaders headers, byte[] value, int from, int to, ParseOutput output) {
        String problem = problemOf(headers);
        PayloadParser payloads = formats.payloadParser(headers.format());
        if (problem != null && payloads != null) {
            output.deadLetter(headers.line(), value, from, to, DeadLetterReason.BAD_HEADERS, problem);
            return;
        }
        if (problem != null) {
            forEachLine(
                    headers,
                    value,
                    from,
                    to,
                    () -> output.deadLetter(
                            line.number, value, line.from, line.to, DeadLetterReason.BAD_HEADERS, problem));
            return;
        }
        wasPayload = false;
        event.beginChunk(headers, settings.clock().millis());
        if (payloads == null) {
            LineParser parser = formats.parser(headers);
            boolean mayBeJoined = headers.stream() != null;
            boolean isAuto = parser == formats.auto();
            forEachLine(headers, value, from, to, () -> {
                if (isAuto && formats.cloudWatch().isPayload(line.bytes, line.from, line.to)) {
                    parsePayload(output);
                } else if (mayBeJoined) {
                    parseJoined(parser, output);
                } else {
                    parseLine(parser, output);
                }
            });
        } else {
            line.number = headers.line();
            line.offset = -1;
            parsePayload(payloads, value, from, to, output);
        }
    }

    /** A line that holds the log events of a CloudWatch subscription. */
    private void parsePayload(ParseOutput output) {
        wasPayload = true;
        parsePayload(formats.cloudWatch(), line.bytes, line.from, line.to, output);
        event.endEntry();
    }

    private void parsePayload(PayloadParser payloads, byte[] value, int from, int to, ParseOutput output) {
        PayloadEntries entries = new PayloadEntries(output);
        payloads.parse(value, from, to, event, entries);
        output.payload(entries.count);
    }

    /** What {@code auto} took the last line for. */
    LogFormat autoTaker() {
        return wasPayload ? LogFormat.CLOUDWATCH : formats.auto().taker();
    }

    private void forEachLine(ChunkHeaders headers, byte[] value, int from, int to, Runnable action) {
        long number = headers.line();
        long offset = headers.offset().orElse(-1);
        int at = from;
        while (at < to) {
            int end = line.next(value, at, to);
            if (line.to > at) {
                line.number = number;
                line.offset = offset < 0 ? -1 : offset + at - from;
                action.run();
            }
            number++;
            at = end + 1;
        }
    }

    /**
     * An agent that sends a stream joins the lines of one event by carriage returns, since a line feed would end it: here they are line feeds again.
     * A dead letter keeps what was sent.
     */
    private void parseJoined(LineParser parser, ParseOutput output) {
        byte[] sent = line.bytes;
        int from = line.from;
        int to = line.to;
        int join = line.isPlain() ? to : ByteSearch.indexOf(sent, from, to, '\r');
        if (join == to) {
            parseLine(parser, output);
            return;
        }
        byte[] joined = Arrays.copyOfRange(sent, from, to);
        while (join < to) {
            joined[join - from] = '\n';
            join = ByteSearch.indexOf(sent, join + 1, to, '\r');
        }
        line.at(joined, 0, joined.length);
        parseLine(parser, new AsSent(output, sent, from, to));
    }

    /** Hands on what becomes of a line, and for a dead letter the bytes that were sent. */
    private record AsSent(ParseOutput output, byte[] sent, int sentFrom, int sentTo) implements ParseOutput {

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            output.event(dataStream, id, json, from, to);
        }

        @Override
        public void routed(Store store, DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            output.routed(store, dataStream, id, json, from, to);
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            output.deadLetter(line, sent, sentFrom, sentTo, reason, message);
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            output.dropped(rule, dataStream, line);
        }

        @Override
        public void payload(long entries) {
            output.payload(entries);
        }
    }

    private void parseLine(LineParser parser, ParseOutput output) {
        int length = line.to - line.from;
        if (length > settings.maxLineBytes()) {
            deadLetter(output, DeadLetterReason.LINE_TOO_LONG, tooLong("line", length, settings.maxLineBytes()));
        } else if (!parser.parse(line, event)) {
            if (line.skippedBy() == null) {
                deadLetter(output, line.reason(), stopMessage());
            } else {
                output.dropped(line.skippedBy(), null, line.number);
            }
        } else if (!finish(output)) {
            deadLetter(
                    output, DeadLetterReason.EVENT_TOO_LARGE, tooLong("event", tooLongBytes, settings.maxEventBytes()));
        }
    }

    /** Completes the event and hands on what rules make of it, unless that is too large. */
    private boolean finish(ParseOutput output) {
        event.finish();
        JsonBuffer json = event.json();
        if (rules != null) {
            return finishByRules(json, output);
        }
        if (json.length() > settings.maxEventBytes()) {
            tooLongBytes = json.length();
            return false;
        }
        output.event(event.dataStream(), event.id(), json.array(), 0, json.length());
        return true;
    }

    private boolean finishByRules(JsonBuffer json, ParseOutput output) {
        List<RuledEvent> events = rules.apply(
                event.dataStream(),
                event.id(),
                json.array(),
                json.length(),
                event.headLength(),
                event.headers().received());
        // All or none: a line whose parts are only in part there could not be sent again.
        for (RuledEvent each : events) {
            if (each.length() > settings.maxEventBytes()) {
                tooLongBytes = each.length();
                return false;
            }
        }
        if (events.size() != 1) {
            output.payload(events.size());
        }
        for (RuledEvent each : events) {
            if (each.droppedBy() != null) {
                output.dropped(each.droppedBy(), each.dataStream(), line.number);
            } else if (each.store() != null) {
                output.routed(each.store(), each.dataStream(), each.id(), each.json(), 0, each.length());
            } else {
                output.event(each.dataStream(), each.id(), each.json(), 0, each.length());
            }
        }
        return true;
    }

    private String stopMessage() {
        return "expected " + line.expected() + " at byte " + line.stoppedAt();
    }

    private static String tooLong(String what, int length, int limit) {
        return "the " + what + " has " + length + " bytes, the limit is " + limit;
    }

    private void deadLetter(ParseOutput output, DeadLetterReason reason, String message) {
        output.deadLetter(line.number, line.bytes, line.from, line.to, reason, message);
    }

    /** What a payload holds; all of it bears the number of the chunk's line. */
    private final class PayloadEntries implements PayloadParser.Entries {

        private final ParseOutput output;
        private long count;

        PayloadEntries(ParseOutput output) {
            this.output = output;
        }

        @Override
        public void entry(LineParser parser, byte[] bytes, int from, int to, PayloadParser.Document document) {
            count++;
            line.at(bytes, from, to);
            int length = to - from;
            if (length > settings.maxLineBytes()) {
                deadLetter(
                        document, DeadLetterReason.LINE_TOO_LONG, tooLong("message", length, settings.maxLineBytes()));
            } else if (!parser.parse(line, event)) {
                if (line.skippedBy() == null) {
                    deadLetter(document, line.reason(), stopMessage());
                } else {
                    dropped(line.skippedBy());
                }
            } else if (!finish(output)) {
                deadLetter(
                        document,
                        DeadLetterReason.EVENT_TOO_LARGE,
                        tooLong("event", tooLongBytes, settings.maxEventBytes()));
            }
        }

        @Override
        public void deadLetter(byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            count++;
            output.deadLetter(line.number, bytes, from, to, reason, message);
        }

        @Override
        public void dropped(String rule) {
            count++;
            output.dropped(rule, null, line.number);
        }

        private void deadLetter(PayloadParser.Document document, DeadLetterReason reason, String message) {
            byte[] bytes = document.bytes();
            output.deadLetter(line.number, bytes, 0, bytes.length, reason, message);
        }
    }

    /** What is wrong with the headers, or null. */
    private String problemOf(ChunkHeaders headers) {
        if (!formats.exists(headers.format())) {
            return "there is no format '" + headers.format() + "'; there are " + formats.names();
        }
        if (headers.received() < 0 || headers.received() > Timestamps.MAX) {
            return "the time of receipt " + headers.received() + " is not epoch milliseconds";
        }
        if (headers.dataset() != null && !DataStream.isValidPart(headers.dataset())) {
            return "'" + headers.dataset()
                    + "' can't be a dataset: use 1 to 100 of a-z 0-9 _ . and start with a letter or digit";
        }
        if (headers.namespace() != null && !DataStream.isValidPart(headers.namespace())) {
            return "'" + headers.namespace()
                    + "' can't be a namespace: use 1 to 100 of a-z 0-9 _ . and start with a letter or digit";
        }
        return null;
    }
}
