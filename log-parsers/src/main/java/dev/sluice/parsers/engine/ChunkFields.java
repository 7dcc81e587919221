// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.TraceParent;
import java.util.Map;

/** Fields that all events of a chunk have besides their {@link EventPrefix}, encoded once: what its headers say of where the lines came from. */
final class ChunkFields {

    private static final Key LOG = Key.of("log");
    private static final Key FILE = Key.of("file");
    private static final Key PATH = Key.of("path");
    private static final Key HOST = Key.of("host");
    private static final Key NAME = Key.of("name");
    private static final Key HOST_NAME = Key.of("host", "name");
    private static final Key HOSTNAME = Key.of("hostname");
    private static final Key LABELS = Key.of("labels");
    private static final Key SLUICE = Key.of("sluice");
    private static final Key SENDER = Key.of("sender");
    private static final Key TRACE = Key.of("trace");
    private static final Key ID = Key.of("id");
    private static final Key RULES = Key.of("rules");
    private static final Key VERSION = Key.of("version");

    private final ChunkHeaders headers;

    /** Members of {@code log}. */
    final byte[] log;

    final byte[] hostName;
    final byte[] sameHostname;

    /** The sections that a format skipped, of lines without an offset. */
    final byte[] logAndHost;

    /** The object {@code labels}. */
    final byte[] labels;

    /** Members of the object {@code sluice}: who sent the line, if a token was asked for, the request's trace and the rules' version, if any. */
    final byte[] sluiceMembers;

    final byte[] sluice;

    /** @param rulesVersion null where rules have none */
    ChunkFields(ChunkHeaders headers, String rulesVersion) {
        this.headers = headers;
        log = log(headers.path());
        labels = labels(headers.labels());
        hostName = member(NAME, headers.host());
        sameHostname = member(HOSTNAME, headers.host());
        logAndHost = logAndHost();
        sluiceMembers = sluiceMembers(
                headers.sender().equals(Provenance.ANONYMOUS) ? null : headers.sender(),
                TraceParent.traceId(headers.receipt().trace()),
                rulesVersion);
        sluice = sluice(sluiceMembers);
    }

    /** Opens the object {@code host} of a line that names the host: its name is what the sender says, or else what the line says. */
    int openHost(JsonBuffer json, byte[] bytes, int from, int to, boolean plain) {
        int start = json.length();
        if (headers.host() == null) {
            json.string(HOST_NAME, bytes, from, to, plain);
        } else {
            json.open(HOST);
            json.bytes(hostName);
        }
        return start;
    }

    /** Writes the name that a line gives to the host, unless the sender has given one. */
    void writeHostName(JsonBuffer json, byte[] bytes, int from, int to) {
        if (headers.host() == null) {
            json.string(NAME, bytes, from, to);
        }
    }

    boolean hasLabel(byte[] name, int from, int to) {
        return !headers.labels().isEmpty() && headers.labels().containsKey(new String(name, from, to - from, UTF_8));
    }

    int openLabels(JsonBuffer json) {
        int start = json.open(LABELS);
        headers.labels().forEach((name, value) -> json.string(Key.of(name), value));
        return start;
    }

    int openSluice(JsonBuffer json) {
        int start = json.open(SLUICE);
        json.bytes(sluiceMembers);
        return start;
    }

    private static byte[] sluiceMembers(String sender, String traceId, String rulesVersion) {
        JsonBuffer json = new JsonBuffer();
        json.bytes(member(SENDER, sender));
        if (traceId != null) {
            int trace = json.open(TRACE);
            json.string(ID, traceId);
            json.close(trace);
        }
        if (rulesVersion != null) {
            int rules = json.open(RULES);
            json.string(VERSION, rulesVersion);
            json.close(rules);
        }
        return json.toByteArray();
    }

    private static byte[] sluice(byte[] members) {
        JsonBuffer json = new JsonBuffer();
        int start = json.open(SLUICE);
        json.bytes(members);
        json.close(start);
        return json.toByteArray();
    }

    private static byte[] log(String path) {
        JsonBuffer json = new JsonBuffer();
        if (path != null) {
            int file = json.open(FILE);
            json.string(PATH, path);
            json.close(file);
        }
        return json.toByteArray();
    }

    private byte[] logAndHost() {
        JsonBuffer fields = new JsonBuffer();
        int start = fields.open(LOG);
        fields.bytes(log);
        fields.close(start);
        int host = fields.open(HOST);
        fields.bytes(hostName);
        fields.bytes(sameHostname);
        fields.close(host);
        return fields.toByteArray();
    }

    private static byte[] labels(Map<String, String> labels) {
        JsonBuffer json = new JsonBuffer();
        int start = json.open(LABELS);
        labels.forEach((name, value) -> json.string(Key.of(name), value));
        json.close(start);
        return json.toByteArray();
    }

    /** A member, encoded; nothing where there is no value. */
    private static byte[] member(Key key, String value) {
        JsonBuffer json = new JsonBuffer();
        if (value != null) {
            json.string(key, value);
        }
        return json.toByteArray();
    }
}
