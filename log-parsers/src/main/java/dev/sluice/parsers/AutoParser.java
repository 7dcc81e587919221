// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.apache.AccessParser;
import dev.sluice.parsers.container.CriParser;
import dev.sluice.parsers.container.JsonFileParser;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.CivilTime;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;

/**
 * Finds each line's format by looking at it, and is sure or says text: what a line begins with decides which formats are asked and in what order, and
 * each of them takes only what could hardly be anything else. What came before plays no part, so that the same line becomes the same event in any
 * company.
 */
final class AutoParser implements LineParser {

    private static final int DATE_LENGTH = 10;

    /** The first of the three bytes that UTF-8's byte order mark has. */
    private static final byte BYTE_ORDER_MARK = (byte) 0xef;

    private static final int BYTE_ORDER_MARK_LENGTH = 3;

    private final Formats formats;

    private LogFormat taker = LogFormat.TEXT;

    /**
     * The parsers that are asked.
     *
     * @param tls httpd's own log of TLS requests
     * @param sure formats that come along as declarations
     * @param container lines behind the prefix of a container runtime, or null inside of one
     * @param jsonFile lines in Docker's objects, or null inside of one
     */
    record Formats(
            LineParser access,
            LineParser tls,
            LineParser error,
            LineParser syslog,
            LineParser json,
            SureFormats sure,
            LineParser container,
            LineParser jsonFile,
            LineParser text) {}

    AutoParser(Formats formats) {
        this.formats = formats;
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int from = line.from;
        int to = line.to;
        byte first = from < to ? bytes[from] : 0;
        boolean taken = switch (first) {
            case '{', ' ', '\t', BYTE_ORDER_MARK ->
                isInJsonFile(line, event)
                        || isJson(bytes, from, to) && takes(LogFormat.JSON, formats.json, line, event);
            case '<' -> takes(LogFormat.SYSLOG, formats.syslog, line, event);
            case '[' ->
                takes(LogFormat.APACHE_ERROR, formats.error, line, event)
                        || ByteSearch.isDigit(bytes[Math.min(from + 1, to - 1)])
                                && takes(LogFormat.APACHE_COMBINED, formats.tls, line, event)
                        || isAccess(line, event);
            default -> isTimed(line, event) || isSure(first, line, event) || isAccess(line, event);
        };
        return taken || takes(LogFormat.TEXT, formats.text, line, event);
    }

    /** What took the last line; access logs of either kind are {@link LogFormat#APACHE_COMBINED}. */
    LogFormat taker() {
        return taker;
    }

    private boolean takes(LogFormat format, LineParser parser, Line line, EcsEventWriter event) {
        taker = format;
        return parser.parse(line, event);
    }

    private static boolean isJson(byte[] bytes, int from, int to) {
        int at = bytes[from] == BYTE_ORDER_MARK ? from + BYTE_ORDER_MARK_LENGTH : from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at < to && bytes[at] == '{';
    }

    /** What is inside has said what it is. */
    private boolean isInJsonFile(Line line, EcsEventWriter event) {
        return formats.jsonFile != null
                && JsonFileParser.mayStartAt(line.bytes, line.from, line.to)
                && formats.jsonFile.parse(line, event);
    }

    private boolean isAccess(Line line, EcsEventWriter event) {
        if (!AccessParser.mayBeIn(line.bytes, line.from, line.to)) {
            return false;
        }
        if (takes(LogFormat.APACHE_COMBINED, formats.access, line, event)) {
            return true;
        }
        return isTakenAs(formats.sure.takerOfConnection(line, event));
    }

    private boolean isSure(byte first, Line line, EcsEventWriter event) {
        return isTakenAs(formats.sure.taker(first, line, event));
    }

    private boolean isTakenAs(LogFormat format) {
        if (format == null) {
            return false;
        }
        taker = format;
        return true;
    }

    /** Lines that begin with a time: those of container runtimes, and of syslog daemons. */
    private boolean isTimed(Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int from = line.from;
        int to = line.to;
        if (to - from < DATE_LENGTH) {
            return false;
        }
        boolean isIso = ByteSearch.isDigit(bytes[from]) && bytes[from + 4] == '-';
        if (isIso && formats.container != null && CriParser.mayStartAt(bytes, from, to)) {
            if (formats.container.parse(line, event)) {
                // What is inside has said what it is.
                return true;
            }
        }
        boolean isBsd = bytes[from + 3] == ' ' && CivilTime.month(bytes, from) > 0;
        boolean yearFirst =
                ByteSearch.isDigit(bytes[from]) && bytes[from + 4] == ' ' && CivilTime.month(bytes, from + 5) > 0;
        return (isIso || isBsd || yearFirst) && takes(LogFormat.SYSLOG, formats.syslog, line, event);
    }
}
