// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.SourceFieldWriter;
import dev.sluice.parsers.engine.Timestamps;
import java.util.List;

/**
 * httpd's error log as 2.2 and 2.4 write it
 * (<a href="https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat">ErrorLogFormat</a>). Field names follow Elastic's Apache integration:
 * {@code message} is what is left when the parts before it and the referer behind it are taken off.
 */
public final class ErrorParser implements LineParser {

    private static final Key TYPE = Key.of("type");
    private static final Key CODE = Key.of("code");
    private static final Key LEVEL = Key.of("level");
    private static final Key ORIGIN = Key.of("origin");
    private static final Key FILE = Key.of("file");
    private static final Key NAME = Key.of("name");
    private static final Key LINE = Key.of("line");
    private static final Key PATH = Key.of("path");
    private static final Key PID = Key.of("pid");
    private static final Key THREAD = Key.of("thread");
    private static final Key ID = Key.of("id");
    private static final Key ERROR = Key.of("error");
    private static final Key MESSAGE = Key.of("message");
    private static final Key HTTP = Key.of("http");
    private static final Key REQUEST = Key.of("request");
    private static final Key REFERRER = Key.of("referrer");
    private static final Key APACHE = Key.of("apache");
    private static final Key MODULE = Key.of("module");

    private static final byte[] TYPE_ERROR = "[\"error\"]".getBytes(US_ASCII);
    private static final byte[] TYPE_INFO = "[\"info\"]".getBytes(US_ASCII);

    private final EventType type = EventType.of(LogFormat.APACHE_ERROR, List.of("web"), List.of());
    private final ErrorLine parts = new ErrorLine();
    private final ErrorTime time = new ErrorTime();
    private final Unescaper item = new Unescaper();
    private final SourceFieldWriter source;

    private final boolean sureOnly;

    private ErrorParser(SourceFieldWriter source, boolean sureOnly) {
        this.source = source;
        this.sureOnly = sureOnly;
    }

    /** Takes whatever can be a line of an error log. */
    public static ErrorParser lenient(SourceFieldWriter source) {
        return new ErrorParser(source, false);
    }

    /** Takes what could hardly be anything else: a time in brackets is common, httpd's levels behind it are not. */
    public static ErrorParser sure(SourceFieldWriter source) {
        return new ErrorParser(source, true);
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        if (line.to - line.from < 2 || bytes[line.from] != '[') {
            return line.stop(line.from, "an opening bracket and a time");
        }
        int at = line.from + 1;
        if (!time.read(bytes, at, line.to)) {
            return line.stop(at, "a time such as Wed Oct 11 14:32:52.123456 2000");
        }
        if (!time.exists()) {
            return line.stop(at, DeadLetterReason.BAD_TIMESTAMP, "a date and time that exist");
        }
        long timestamp = time.isLocal() ? event.atLocalTime(type, time.millis()) : time.millis();
        if (!Timestamps.canWrite(timestamp)) {
            return line.stop(at, DeadLetterReason.BAD_TIMESTAMP, "a date and time that exist");
        }
        if (!parts.scan(line, time.end())) {
            return false;
        }
        if (sureOnly && !parts.isSure(bytes, time.isCommon())) {
            return line.stop(time.end(), "a level of httpd in brackets, such as [error] or [core:error]");
        }
        write(line, event, timestamp);
        return true;
    }

    private void write(Line line, EcsEventWriter event, long timestamp) {
        byte[] bytes = line.bytes;
        JsonBuffer json = event.begin(type, timestamp, line);
        byte[] kind = parts.isError(bytes) ? TYPE_ERROR : TYPE_INFO;
        json.raw(TYPE, kind, 0, kind.length);
        if (parts.code.exists()) {
            json.string(CODE, bytes, parts.code.from, parts.code.to);
        }
        event.log(parts.level.exists());
        if (parts.level.exists()) {
            json.string(LEVEL, bytes, parts.level.from, parts.level.to);
        }
        if (parts.sourceFile.exists()) {
            int origin = json.open(ORIGIN);
            int file = json.open(FILE);
            json.string(NAME, bytes, parts.sourceFile.from, parts.sourceFile.to);
            json.number(LINE, parts.sourceLine.number(bytes));
            json.close(file);
            json.close(origin);
        }
        event.root();
        process(json, bytes, event);
        if (parts.client.exists()) {
            int port = parts.clientPort.exists() ? (int) parts.clientPort.number(bytes) : -1;
            source.write(json, bytes, parts.client.from, parts.client.to, port);
        }
        if (parts.osError.exists()) {
            int error = json.open(ERROR);
            json.string(CODE, bytes, parts.osError.from, parts.osError.to);
            json.string(MESSAGE, bytes, parts.osErrorText.from, parts.osErrorText.to);
            json.close(error);
        }
        if (parts.missingFile.exists()) {
            int file = json.open(FILE);
            item(json, PATH, bytes, parts.missingFile);
            json.close(file);
        }
        item(json, MESSAGE, bytes, parts.message);
        if (parts.referrer.exists()) {
            int http = json.open(HTTP);
            int request = json.open(REQUEST);
            item(json, REFERRER, bytes, parts.referrer);
            json.close(request);
            json.close(http);
        }
        if (parts.module.exists()) {
            int apache = json.open(APACHE);
            int error = json.open(ERROR);
            json.string(MODULE, bytes, parts.module.from, parts.module.to);
            json.close(error);
            json.close(apache);
        }
    }

    private void process(JsonBuffer json, byte[] bytes, EcsEventWriter event) {
        int process = event.openProcess(parts.pid.exists());
        if (parts.pid.exists()) {
            json.number(PID, parts.pid.number(bytes));
        }
        int thread = json.open(THREAD);
        if (parts.thread.exists()) {
            json.number(ID, parts.thread.number(bytes));
        }
        json.close(thread);
        json.close(process);
    }

    /** httpd escapes what it writes here as it does in the access log ({@code ap_escape_errorlog_item}). */
    private void item(JsonBuffer json, Key key, byte[] bytes, Slice slice) {
        if (ByteSearch.indexOf(bytes, slice.from, slice.to, '\\') < slice.to) {
            item.unescape(bytes, slice.from, slice.to);
            json.string(key, item.bytes(), 0, item.length());
        } else {
            json.string(key, bytes, slice.from, slice.to);
        }
    }
}
