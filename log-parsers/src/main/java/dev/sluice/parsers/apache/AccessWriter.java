// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.engine.ByteScan;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.SourceFieldWriter;
import dev.sluice.parsers.engine.Timestamps;
import java.util.List;

/** Writes the fields that {@link AccessLine} found as an event. */
final class AccessWriter {

    private static final byte[] CONNECT = "CONNECT".getBytes(US_ASCII);
    private static final byte[] HTTP = "HTTP/".getBytes(US_ASCII);

    private static final Key SUCCESS = Key.ofJson("\"outcome\":\"success\",");
    private static final Key FAILURE = Key.ofJson("\"outcome\":\"failure\",");
    private static final Key END = Key.of("end");
    private static final Key DURATION = Key.of("duration");
    private static final Key USER = Key.of("user");
    private static final Key USER_NAME = Key.of("user", "name");
    private static final Key URL = Key.of("url");
    private static final Key PATH = Key.of("path");
    private static final Key QUERY = Key.of("query");
    private static final Key DOMAIN = Key.of("domain");
    private static final Key PORT = Key.of("port");
    private static final Key HTTP_OBJECT = Key.of("http");
    private static final Key REQUEST = Key.of("request");
    private static final Key ID = Key.of("id");
    private static final Key METHOD = Key.of("method");
    private static final Key REQUEST_METHOD = Key.of("request", "method");
    private static final Key REFERRER = Key.of("referrer");
    private static final Key BYTES = Key.of("bytes");
    private static final Key RESPONSE = Key.of("response");
    private static final Key RESPONSE_STATUS = Key.of("response", "status_code");
    private static final Key BODY_BYTES = Key.of("body", "bytes");
    private static final Key VERSION = Key.of("version");
    private static final Key USER_AGENT_ORIGINAL = Key.of("user_agent", "original");
    private static final Key DESTINATION = Key.of("destination");
    private static final Key PROCESS = Key.of("process");
    private static final Key PID = Key.of("pid");
    private static final Key THREAD = Key.of("thread");
    private static final Key FILE = Key.of("file");
    private static final Key APACHE = Key.of("apache");
    private static final Key ACCESS = Key.of("access");
    private static final Key IDENTITY = Key.of("identity");
    private static final Key EXTRA = Key.of("extra");

    final EventType type = EventType.of(LogFormat.APACHE_COMBINED, List.of("web"), List.of("access"));
    private final AccessLine fields;
    private final NamedFields named;
    private final SourceFieldWriter source;
    private final Enrichment userAgents;
    private final RequestLine request = new RequestLine();
    private final RequestTarget target = new RequestTarget();
    private final Unescaper requestItem = new Unescaper();
    private final Unescaper item = new Unescaper();
    private final Timestamps endTimes = new Timestamps();
    private final byte[] endTime = new byte[Timestamps.LENGTH];

    /** The request line, unescaped. */
    private byte[] requestBytes;

    private int requestFrom;
    private int requestTo;
    private boolean requestIsPlain;

    /** @param userAgents enrichment of user agents, or null */
    AccessWriter(AccessLine fields, List<NamedField> named, SourceFieldWriter source, Enrichment userAgents) {
        this.fields = fields;
        this.named = new NamedFields(named);
        this.source = source;
        this.userAgents = userAgents;
    }

    void write(Line line, EcsEventWriter event, long timestamp) {
        byte[] bytes = line.bytes;
        JsonBuffer json = event.begin(type, timestamp, line);
        outcome(json, bytes);
        duration(json, bytes);
        end(json);
        event.root();
        source(json, bytes);
        boolean isRequest = readRequest(bytes);
        user(json, bytes);
        url(json, bytes, isRequest);
        http(json, bytes, isRequest);
        userAgent(json, bytes);
        destination(json, bytes);
        process(json, bytes);
        apacheAccess(json, bytes, isRequest);
    }

    private void outcome(JsonBuffer json, byte[] bytes) {
        if (fields.has(AccessField.STATUS)) {
            boolean failed = ByteScan.number(bytes, start(AccessField.STATUS), end(AccessField.STATUS)) >= 400;
            json.key(failed ? FAILURE : SUCCESS);
        }
    }

    /** ECS wants nanoseconds; of several directives the finest counts. */
    private void duration(JsonBuffer json, byte[] bytes) {
        if (!fields.hasAny(AccessField.SECONDS, AccessField.MICROSECONDS)) {
            return;
        }
        if (fields.has(AccessField.MICROSECONDS)) {
            json.number(DURATION, number(bytes, AccessField.MICROSECONDS) * 1_000);
        } else if (fields.has(AccessField.MILLISECONDS)) {
            json.number(DURATION, number(bytes, AccessField.MILLISECONDS) * 1_000_000);
        } else if (fields.has(AccessField.SECONDS)) {
            json.number(DURATION, number(bytes, AccessField.SECONDS) * 1_000_000_000);
        }
    }

    private void end(JsonBuffer json) {
        LoggedTimes times = fields.times();
        if (times != null && times.hasEnd()) {
            endTimes.write(times.end(), endTime, 0);
            json.string(END, endTime);
        }
    }

    private void source(JsonBuffer json, byte[] bytes) {
        if (fields.has(AccessField.ADDRESS)) {
            int port = fields.has(AccessField.PORT) ? (int) number(bytes, AccessField.PORT) : -1;
            source.write(json, bytes, start(AccessField.ADDRESS), end(AccessField.ADDRESS), port);
        }
    }

    private boolean readRequest(byte[] bytes) {
        if (!fields.isThere(AccessField.REQUEST)) {
            return false;
        }
        int start = start(AccessField.REQUEST);
        requestIsPlain = fields.isPlain(AccessField.REQUEST);
        if (fields.isEscaped(AccessField.REQUEST)) {
            requestItem.unescape(bytes, start, end(AccessField.REQUEST));
            requestBytes = requestItem.bytes();
            requestFrom = 0;
            requestTo = requestItem.length();
        } else {
            requestBytes = bytes;
            requestFrom = start;
            requestTo = end(AccessField.REQUEST);
        }
        return request.read(requestBytes, requestFrom, requestTo);
    }

    private void user(JsonBuffer json, byte[] bytes) {
        if (!fields.has(AccessField.USER)) {
            return;
        }
        int start = start(AccessField.USER);
        // httpd writes "" for a user without a name.
        boolean isEmpty = end(AccessField.USER) - start == 2 && bytes[start] == '"';
        if (!isEmpty) {
            int user = json.length();
            text(json, USER_NAME, bytes, AccessField.USER);
            json.close(user);
        }
    }

    private void url(JsonBuffer json, byte[] bytes, boolean isRequest) {
        int url = json.length();
        boolean hasDomain = false;
        if (isRequest) {
            boolean isConnect = ByteScan.equal(requestBytes, requestFrom, request.methodEnd, CONNECT);
            target.at(requestBytes, request.targetStart, request.targetEnd, requestIsPlain);
            hasDomain = target.write(json, isConnect);
        } else {
            json.open(URL);
            if (fields.has(AccessField.PATH)) {
                text(json, PATH, bytes, AccessField.PATH);
            }
            if (fields.has(AccessField.QUERY)) {
                int start = start(AccessField.QUERY);
                json.string(QUERY, bytes, bytes[start] == '?' ? start + 1 : start, end(AccessField.QUERY));
            }
        }
        if (!hasDomain && fields.has(AccessField.DOMAIN)) {
            RequestTarget.authority(json, bytes, start(AccessField.DOMAIN), end(AccessField.DOMAIN));
        }
        json.close(url);
    }

    private void http(JsonBuffer json, byte[] bytes, boolean isRequest) {
        int http = json.open(HTTP_OBJECT);
        httpRequest(json, bytes, isRequest);
        httpResponse(json, bytes);
        if (isRequest && request.versionStart >= 0) {
            json.plain(VERSION, requestBytes, request.versionStart, requestTo);
        } else if (fields.has(AccessField.PROTOCOL)) {
            int start = start(AccessField.PROTOCOL);
            int skipped = ByteScan.startsWith(bytes, start, end(AccessField.PROTOCOL), HTTP) ? HTTP.length : 0;
            json.string(VERSION, bytes, start + skipped, end(AccessField.PROTOCOL));
        }
        json.close(http);
    }

    private void httpRequest(JsonBuffer json, byte[] bytes, boolean isRequest) {
        int requestObject = json.length();
        if (isRequest) {
            json.plain(REQUEST_METHOD, requestBytes, requestFrom, request.methodEnd);
        } else {
            json.open(REQUEST);
            if (fields.has(AccessField.METHOD)) {
                text(json, METHOD, bytes, AccessField.METHOD);
            }
        }
        if (fields.has(AccessField.REFERRER)) {
            text(json, REFERRER, bytes, AccessField.REFERRER);
        }
        if (fields.has(AccessField.REQUEST_ID)) {
            text(json, ID, bytes, AccessField.REQUEST_ID);
        }
        if (fields.has(AccessField.REQUEST_BYTES)) {
            json.digits(BYTES, bytes, start(AccessField.REQUEST_BYTES), end(AccessField.REQUEST_BYTES));
        }
        json.close(requestObject);
    }

    private void httpResponse(JsonBuffer json, byte[] bytes) {
        int response = json.length();
        if (fields.has(AccessField.STATUS)) {
            json.digits(RESPONSE_STATUS, bytes, start(AccessField.STATUS), end(AccessField.STATUS));
        } else {
            json.open(RESPONSE);
        }
        if (fields.has(AccessField.BODY_BYTES)) {
            int body = json.length();
            json.digits(BODY_BYTES, bytes, start(AccessField.BODY_BYTES), end(AccessField.BODY_BYTES));
            json.close(body);
        }
        if (fields.has(AccessField.RESPONSE_BYTES)) {
            json.digits(BYTES, bytes, start(AccessField.RESPONSE_BYTES), end(AccessField.RESPONSE_BYTES));
        }
        json.close(response);
    }

    private void userAgent(JsonBuffer json, byte[] bytes) {
        if (fields.has(AccessField.USER_AGENT)) {
            int userAgent = json.length();
            text(json, USER_AGENT_ORIGINAL, bytes, AccessField.USER_AGENT);
            if (userAgents != null) {
                enrichUserAgent(json, bytes);
            }
            json.close(userAgent);
        }
    }

    private void enrichUserAgent(JsonBuffer json, byte[] bytes) {
        if (fields.isEscaped(AccessField.USER_AGENT)) {
            item.unescape(bytes, start(AccessField.USER_AGENT), end(AccessField.USER_AGENT));
            userAgents.write(json, item.bytes(), 0, item.length());
        } else {
            userAgents.write(json, bytes, start(AccessField.USER_AGENT), end(AccessField.USER_AGENT));
        }
    }

    /** The virtual host is where the request went, as in Elastic's integration. */
    private void destination(JsonBuffer json, byte[] bytes) {
        if (!fields.hasAny(AccessField.SERVER, AccessField.SERVER_PORT)) {
            return;
        }
        int destination = json.open(DESTINATION);
        if (fields.has(AccessField.SERVER)) {
            json.string(DOMAIN, bytes, start(AccessField.SERVER), end(AccessField.SERVER));
        }
        if (fields.has(AccessField.SERVER_PORT)) {
            json.number(PORT, number(bytes, AccessField.SERVER_PORT));
        }
        json.close(destination);
    }

    private void process(JsonBuffer json, byte[] bytes) {
        if (!fields.hasAny(AccessField.PROCESS, AccessField.FILE)) {
            return;
        }
        if (fields.hasAny(AccessField.PROCESS, AccessField.THREAD)) {
            int process = json.open(PROCESS);
            if (fields.has(AccessField.PROCESS)) {
                json.number(PID, number(bytes, AccessField.PROCESS));
            }
            if (fields.has(AccessField.THREAD)) {
                int thread = json.open(THREAD);
                json.number(ID, number(bytes, AccessField.THREAD));
                json.close(thread);
            }
            json.close(process);
        }
        if (fields.has(AccessField.FILE)) {
            int file = json.open(FILE);
            text(json, PATH, bytes, AccessField.FILE);
            json.close(file);
        }
    }

    private void apacheAccess(JsonBuffer json, byte[] bytes, boolean isRequest) {
        boolean hasRequest = !isRequest && fields.isThere(AccessField.REQUEST);
        if (!hasRequest && !fields.has(AccessField.IDENTITY) && fields.extras() == 0 && named.isEmpty()) {
            return;
        }
        int apache = json.open(APACHE);
        int access = json.open(ACCESS);
        if (fields.has(AccessField.IDENTITY)) {
            int user = json.open(USER);
            text(json, IDENTITY, bytes, AccessField.IDENTITY);
            json.close(user);
        }
        if (hasRequest) {
            json.string(REQUEST, requestBytes, requestFrom, requestTo);
        }
        named.write(json, this, bytes);
        extras(json, bytes);
        json.close(access);
        json.close(apache);
    }

    private void extras(JsonBuffer json, byte[] bytes) {
        if (fields.extras() > 0) {
            int extra = json.openArray(EXTRA);
            for (int i = 0; i < fields.extras(); i++) {
                item.unescape(bytes, fields.extraStart(i), fields.extraEnd(i));
                json.element(item.bytes(), 0, item.length());
            }
            json.closeArray(extra);
        }
    }

    /** Whether field number {@code field}, which may be one that the format named itself, has a value. */
    boolean has(byte[] bytes, int field) {
        return start(field) >= 0 && AccessLine.isValue(bytes, start(field), end(field));
    }

    /** Writes field number {@code field} as text. */
    void text(JsonBuffer json, Key key, byte[] bytes, int field) {
        if (fields.isPlain(field)) {
            json.plain(key, bytes, fields.start(field), fields.end(field));
        } else if (fields.isEscaped(field)) {
            item.unescape(bytes, fields.start(field), fields.end(field));
            json.string(key, item.bytes(), 0, item.length());
        } else {
            json.string(key, bytes, fields.start(field), fields.end(field));
        }
    }

    long number(byte[] bytes, int field) {
        return ByteScan.number(bytes, fields.start(field), fields.end(field));
    }

    private int start(int field) {
        return fields.start(field);
    }

    private int end(int field) {
        return fields.end(field);
    }
}
