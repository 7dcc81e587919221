// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.engine.ByteSearch;
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

    private static final Key SUCCESS = Key.ofJson("\"outcome\":\"success\",");
    private static final Key FAILURE = Key.ofJson("\"outcome\":\"failure\",");
    private static final Key END = Key.of("end");
    private static final Key DURATION = Key.of("duration");
    private static final Key USER = Key.of("user");
    private static final Key USER_NAME = Key.of("user", "name");
    private static final Key PATH = Key.of("path");
    private static final Key DOMAIN = Key.of("domain");
    private static final Key PORT = Key.of("port");
    private static final Key ID = Key.of("id");
    private static final Key USER_AGENT_ORIGINAL = Key.of("user_agent", "original");
    private static final Key SOURCE = Key.of("source");
    private static final Key DESTINATION = Key.of("destination");
    private static final Key PID = Key.of("pid");
    private static final Key THREAD = Key.of("thread");
    private static final Key FILE = Key.of("file");
    private static final Key APACHE = Key.of("apache");
    private static final Key ACCESS = Key.of("access");
    private static final Key IDENTITY = Key.of("identity");
    private static final Key EXTRA = Key.of("extra");
    private static final Key REMOTE_ADDRESSES = Key.of("remote_addresses");

    private static final int LOWEST_STATUS = 100;
    private static final int LOWEST_ERROR = 400;

    final EventType type = EventType.of(LogFormat.APACHE_COMBINED, List.of("web"), List.of("access"));
    private final AccessLine fields;
    private final NamedFields named;
    private final SourceFieldWriter source;
    private final Enrichment userAgents;
    private final AccessText text;
    private final AccessRequest request;
    private final TlsFields tls;
    private final Timestamps endTimes = new Timestamps();
    private final byte[] endTime = new byte[Timestamps.LENGTH];

    /** @param userAgents enrichment of user agents, or null */
    AccessWriter(AccessLine fields, List<NamedField> named, SourceFieldWriter source, Enrichment userAgents) {
        this.fields = fields;
        text = new AccessText(fields);
        request = new AccessRequest(fields, text);
        tls = new TlsFields(fields, text);
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
        boolean isRequest = request.read(bytes);
        user(json, bytes);
        request.writeUrl(json, bytes, isRequest);
        request.writeHttp(json, bytes, isRequest);
        userAgent(json, bytes);
        destination(json, bytes);
        process(json, bytes, event);
        tls.write(json, bytes);
        apacheAccess(json, bytes, isRequest);
    }

    private void outcome(JsonBuffer json, byte[] bytes) {
        if (fields.has(AccessField.STATUS)) {
            long status = ByteSearch.number(bytes, start(AccessField.STATUS), end(AccessField.STATUS));
            // nginx writes 000 where a client went away before there was a status.
            if (status >= LOWEST_STATUS) {
                json.key(status >= LOWEST_ERROR ? FAILURE : SUCCESS);
            }
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
        } else if (fields.has(AccessField.PORT)) {
            int source = json.open(SOURCE);
            json.number(PORT, number(bytes, AccessField.PORT));
            json.close(source);
        }
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
            Unescaper item = text.unescaped(bytes, AccessField.USER_AGENT);
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

    private void process(JsonBuffer json, byte[] bytes, EcsEventWriter event) {
        if (!fields.hasAny(AccessField.PROCESS, AccessField.HEX_THREAD) && !event.isInEnvelope()) {
            return;
        }
        int process = event.openProcess(fields.has(AccessField.PROCESS));
        if (fields.has(AccessField.PROCESS)) {
            json.number(PID, number(bytes, AccessField.PROCESS));
        }
        int thread = json.open(THREAD);
        if (fields.has(AccessField.THREAD)) {
            json.number(ID, number(bytes, AccessField.THREAD));
        } else if (fields.has(AccessField.HEX_THREAD)) {
            json.number(ID, hexadecimal(bytes, AccessField.HEX_THREAD));
        }
        json.close(thread);
        json.close(process);
        if (fields.has(AccessField.FILE)) {
            int file = json.open(FILE);
            text.write(json, PATH, bytes, AccessField.FILE);
            json.close(file);
        }
    }

    private void apacheAccess(JsonBuffer json, byte[] bytes, boolean isRequest) {
        boolean hasRequest = !isRequest && fields.isThere(AccessField.REQUEST);
        boolean hasAddresses = fields.head() != null && fields.head().addresses() > 0;
        boolean hasExtras = fields.extras().count() > 0;
        if (!hasRequest && !fields.has(AccessField.IDENTITY) && !hasExtras && !hasAddresses && named.isEmpty()) {
            return;
        }
        int apache = json.open(APACHE);
        int access = json.open(ACCESS);
        if (fields.has(AccessField.IDENTITY)) {
            int user = json.open(USER);
            text.write(json, IDENTITY, bytes, AccessField.IDENTITY);
            json.close(user);
        }
        if (hasRequest) {
            request.writeOriginal(json);
        }
        if (hasAddresses) {
            addresses(json, bytes, fields.head());
        }
        named.write(json, this, bytes);
        if (hasExtras) {
            extras(json, bytes, fields.extras());
        }
        json.close(access);
        json.close(apache);
    }

    /** As Elastic's integration has it: all addresses that the request is said to have come through. */
    private static void addresses(JsonBuffer json, byte[] bytes, AccessHead head) {
        int addresses = json.openArray(REMOTE_ADDRESSES);
        for (int i = 0; i < head.addresses(); i++) {
            json.element(bytes, head.addressStart(i), head.addressEnd(i));
        }
        json.closeArray(addresses);
    }

    private void extras(JsonBuffer json, byte[] bytes, AccessTail extras) {
        int extra = json.openArray(EXTRA);
        for (int i = 0; i < extras.count(); i++) {
            text.writeElement(json, bytes, extras.start(i), extras.end(i));
        }
        json.closeArray(extra);
    }

    private long hexadecimal(byte[] bytes, int field) {
        long number = 0;
        for (int i = start(field); i < end(field); i++) {
            number = number << 4 | Character.digit(bytes[i], 16);
        }
        return number;
    }

    /** Whether field number {@code field}, which may be one that the format named itself, has a value. */
    boolean has(byte[] bytes, int field) {
        return start(field) >= 0 && AccessLine.isValue(bytes, start(field), end(field));
    }

    /** Writes field number {@code field} as text. */
    void text(JsonBuffer json, Key key, byte[] bytes, int field) {
        text.write(json, key, bytes, field);
    }

    long number(byte[] bytes, int field) {
        return text.number(bytes, field);
    }

    private int start(int field) {
        return fields.start(field);
    }

    private int end(int field) {
        return fields.end(field);
    }
}
