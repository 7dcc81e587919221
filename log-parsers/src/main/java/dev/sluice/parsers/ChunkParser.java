// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.engine.Bytes;
import dev.sluice.parsers.engine.EventWriter;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.Timestamps;

/**
 * Makes events of chunks: splits them into lines, has each parsed by the format that the headers name, and hands on what became of it. Knows
 * nothing of where chunks come from or events go to, and drops no line: each is an event or a dead letter.
 *
 * <p>Not thread-safe; reuses its buffers from chunk to chunk, so keep one for each consumer thread.
 */
public final class ChunkParser {

    private final ParserSettings settings;
    private final Formats formats;
    private final EventWriter event;
    private final Line line = new Line();

    /** @throws IllegalArgumentException if a format of the settings can't be understood; the message names it */
    public ChunkParser(ParserSettings settings) {
        this.settings = settings;
        formats = new Formats(settings);
        event = new EventWriter(settings.datasetsWithOriginal());
    }

    /**
     * Parses the lines in [from, to) of {@code value}. Lines end with a line feed, which a carriage return may precede; the last may have no
     * end. Lines without a byte are skipped, but count.
     *
     * @param headers of the chunk; {@code line} and {@code offset} are those of the first line at {@code from}
     */
    public void parse(ChunkHeaders headers, byte[] value, int from, int to, ParseOutput output) {
        String problem = problemOf(headers);
        LineParser parser = formats.parser(headers.format());
        if (problem == null) {
            event.beginChunk(headers, settings.clock().millis());
        }
        long number = headers.line();
        long offset = headers.offset().orElse(-1);
        int at = from;
        while (at < to) {
            int end = Bytes.indexOf(value, at, to, '\n');
            int lineEnd = end > at && value[end - 1] == '\r' ? end - 1 : end;
            if (lineEnd > at) {
                line.at(value, at, lineEnd);
                line.number = number;
                line.offset = offset < 0 ? -1 : offset + at - from;
                if (problem == null) {
                    parse(parser, output);
                } else {
                    output.deadLetter(number, value, at, lineEnd, DeadLetterReason.BAD_HEADERS, problem);
                }
            }
            number++;
            at = end + 1;
        }
    }

    private void parse(LineParser parser, ParseOutput output) {
        int length = line.to - line.from;
        if (length > settings.maxLineBytes()) {
            deadLetter(
                    output,
                    DeadLetterReason.LINE_TOO_LONG,
                    "the line has " + length + " bytes, the limit is " + settings.maxLineBytes());
        } else if (!parser.parse(line, event)) {
            deadLetter(output, line.reason(), "expected " + line.expected() + " at byte " + line.stoppedAt());
        } else {
            event.finish();
            JsonBuffer json = event.json();
            if (json.length() > settings.maxEventBytes()) {
                deadLetter(
                        output,
                        DeadLetterReason.EVENT_TOO_LARGE,
                        "the event has " + json.length() + " bytes, the limit is " + settings.maxEventBytes());
            } else {
                output.event(event.dataStream(), event.id(), json.array(), 0, json.length());
            }
        }
    }

    private void deadLetter(ParseOutput output, DeadLetterReason reason, String message) {
        output.deadLetter(line.number, line.bytes, line.from, line.to, reason, message);
    }

    /** What is wrong with the headers, or null. */
    private String problemOf(ChunkHeaders headers) {
        if (formats.parser(headers.format()) == null) {
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
