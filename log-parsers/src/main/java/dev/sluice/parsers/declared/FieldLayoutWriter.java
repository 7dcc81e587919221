// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.HostName;
import dev.sluice.parsers.engine.IpAddress;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.Timestamps;
import dev.sluice.parsers.http.RequestTarget;
import dev.sluice.parsers.time.AccessTime;
import java.util.Arrays;

/** Writes what was captured as an event. A value that does not fit its field moves to {@code fields}, as it was written. Not thread-safe. */
final class FieldLayoutWriter {

    private static final Key SUCCESS = Key.ofJson("\"outcome\":\"success\",");
    private static final Key FAILURE = Key.ofJson("\"outcome\":\"failure\",");
    private static final Key IP = Key.of("ip");
    private static final Key DOMAIN = Key.of("domain");
    private static final byte[] SOURCE_ADDRESS = "source.address".getBytes(US_ASCII);

    private final FieldLayout layout;
    private final EventType type;
    private final Enrichments enrichments;
    private final TimeReader[] times;
    private final OwnFields own = new OwnFields();
    private final RequestTarget target = new RequestTarget();
    private final Timestamps timestamps = new Timestamps();
    private final byte[] timestamp = new byte[Timestamps.LENGTH];

    private Captures captures;
    private EcsEventWriter event;

    FieldLayoutWriter(FieldLayout layout, EventType type, Enrichments enrichments) {
        this.layout = layout;
        this.type = type;
        this.enrichments = enrichments;
        times = layout.times.stream().map(TimeReader::new).toArray(TimeReader[]::new);
    }

    void write(Line line, EcsEventWriter newEvent, Captures newCaptures, long millis) {
        event = newEvent;
        captures = newCaptures;
        own.clear();
        JsonBuffer json = event.begin(type, millis, line);
        outcome(json);
        members(json, layout.event);
        if (!layout.log.isEmpty()) {
            event.log(layout.level >= 0 && captures.has(layout.level));
            members(json, layout.log);
        }
        host(json);
        event.root();
        if (!layout.process.isEmpty() || event.isInEnvelope()) {
            int process = event.openProcess(has(layout.processName), has(layout.pid));
            members(json, layout.process);
            json.close(process);
        }
        labels(json);
        members(json, layout.root);
        int numbers = json.open(layout.numbers.key);
        members(json, layout.numbers);
        json.close(numbers);
        ownFields();
    }

    private boolean has(int slot) {
        return slot >= 0 && captures.has(slot);
    }

    private void outcome(JsonBuffer json) {
        int status = layout.status;
        if (layout.hasOutcome || !has(status)) {
            return;
        }
        byte[] bytes = captures.bytes(status);
        int from = captures.from(status);
        int to = captures.to(status);
        if (to - from == 3 && ByteSearch.isDigits(bytes, from, to) && bytes[from] != '0') {
            json.key(ByteSearch.number(bytes, from, to) >= 400 ? FAILURE : SUCCESS);
        }
    }

    private void host(JsonBuffer json) {
        boolean namesHost = has(layout.hostname);
        if (!namesHost && layout.host.isEmpty()) {
            return;
        }
        event.host(namesHost);
        if (namesHost) {
            event.hostMembers(
                    captures.bytes(layout.hostname), captures.from(layout.hostname), captures.to(layout.hostname));
        }
        members(json, layout.host);
    }

    private void labels(JsonBuffer json) {
        if (layout.labels.isEmpty()) {
            return;
        }
        int labels = event.openLabels();
        for (Leaf leaf : layout.labels.values) {
            byte[] path = leaf.path();
            if (!event.hasLabel(path, "labels.".length(), path.length)) {
                write(json, leaf);
            } else if (has(leaf.slot())) {
                move(leaf);
            }
        }
        json.close(labels);
    }

    private void members(JsonBuffer json, FieldTree tree) {
        for (Leaf leaf : tree.values) {
            write(json, leaf);
        }
        for (FieldTree child : tree.children) {
            if (event.isInDocument() && (child.name.equals("aws") || child.name.equals("cloud"))) {
                // The document has these objects itself.
                moveAll(child);
                continue;
            }
            int start = json.open(child.key);
            members(json, child);
            json.close(start);
        }
    }

    private void moveAll(FieldTree tree) {
        for (Leaf leaf : tree.values) {
            if (has(leaf.slot())) {
                move(leaf);
            }
        }
        for (FieldTree child : tree.children) {
            moveAll(child);
        }
    }

    private void write(JsonBuffer json, Leaf leaf) {
        int slot = leaf.slot();
        if (slot < 0) {
            json.raw(leaf.key(), leaf.json(), 0, leaf.json().length);
            return;
        }
        if (!captures.has(slot)) {
            return;
        }
        byte[] bytes = captures.bytes(slot);
        int from = captures.from(slot);
        int to = captures.to(slot);
        if (!write(json, leaf, bytes, from, to)) {
            move(leaf);
        }
    }

    private boolean write(JsonBuffer json, Leaf leaf, byte[] bytes, int from, int to) {
        switch (leaf.type()) {
            case LONG -> {
                if (!Decimal.isLong(bytes, from, to)) {
                    return false;
                }
                if (ByteSearch.isDigit(bytes[from])) {
                    json.digits(leaf.key(), bytes, from, to);
                } else {
                    Decimal.write(json, leaf.key(), bytes, from, to);
                }
            }
            case DOUBLE -> {
                if (!Decimal.isNumber(bytes, from, to)) {
                    return false;
                }
                Decimal.write(json, leaf.key(), bytes, from, to);
            }
            case DURATION -> {
                long nanos = Decimal.scaled(bytes, from, to, leaf.unit());
                if (nanos < 0) {
                    return false;
                }
                json.number(leaf.key(), nanos);
            }
            case BOOLEAN -> {
                int truth = truth(bytes, from, to);
                if (truth < 0) {
                    return false;
                }
                json.bool(leaf.key(), truth == 1);
            }
            case IP -> {
                IpAddress address = IpAddress.of(bytes, from, to);
                if (address == IpAddress.NONE) {
                    return false;
                }
                address.write(json, leaf.key(), bytes, from, to);
            }
            case TIME -> {
                long millis = times[leaf.time()].read(bytes, from, to, event, type);
                if (millis == AccessTime.NOT_A_TIME || millis == AccessTime.NO_SUCH_TIME) {
                    return false;
                }
                timestamps.write(millis, timestamp, 0);
                json.string(leaf.key(), timestamp);
            }
            case ADDRESS -> address(json, leaf, bytes, from, to);
            case URL -> {
                target.at(bytes, from, to, false);
                target.writeMembers(json, false);
            }
            case USER_AGENT -> {
                json.string(leaf.key(), bytes, from, to);
                if (enrichments.userAgent() != null) {
                    enrichments.userAgent().write(json, bytes, from, to);
                }
            }
            case LIST -> list(json, leaf.key(), bytes, from, to);
            case KEYWORD, ENDPOINT, REQUEST -> json.string(leaf.key(), bytes, from, to);
            case SKIP -> {
                // Not written.
            }
        }
        return true;
    }

    private void address(JsonBuffer json, Leaf leaf, byte[] bytes, int from, int to) {
        IpAddress ip = IpAddress.of(bytes, from, to);
        json.string(leaf.key(), bytes, from, to);
        if (ip == IpAddress.NONE) {
            // A socket of the same machine has no name.
            if (HostName.isOne(bytes, from, to)) {
                json.string(DOMAIN, bytes, from, to);
            }
            return;
        }
        ip.write(json, IP, bytes, from, to);
        Enrichment enrichment = enrichments.address();
        if (enrichment != null && Arrays.equals(leaf.path(), SOURCE_ADDRESS)) {
            enrichment.write(json, bytes, from, to);
        }
    }

    private static void list(JsonBuffer json, Key key, byte[] bytes, int from, int to) {
        int start = json.openArray(key);
        int at = from;
        while (at <= to) {
            int comma = ByteSearch.indexOf(bytes, at, to, ',');
            int first = at;
            int last = comma;
            while (first < last && bytes[first] == ' ') {
                first++;
            }
            while (last > first && bytes[last - 1] == ' ') {
                last--;
            }
            if (last > first) {
                json.element(bytes, first, last);
            }
            at = comma + 1;
        }
        json.closeArray(start);
    }

    /** 1 for true, 0 for false, -1 for neither. */
    private static int truth(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 1 -> bytes[from] == '1' ? 1 : bytes[from] == '0' ? 0 : -1;
            case 2 -> is(bytes, from, "no") ? 0 : is(bytes, from, "on") ? 1 : -1;
            case 3 -> is(bytes, from, "yes") ? 1 : is(bytes, from, "off") ? 0 : -1;
            case 4 -> is(bytes, from, "true") ? 1 : -1;
            case 5 -> is(bytes, from, "false") ? 0 : -1;
            default -> -1;
        };
    }

    private static boolean is(byte[] bytes, int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if ((bytes[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void move(Leaf leaf) {
        own.move(leaf.path(), captures.bytes(leaf.slot()), captures.from(leaf.slot()), captures.to(leaf.slot()));
    }

    private void ownFields() {
        for (Leaf leaf : layout.own) {
            if (captures.has(leaf.slot())) {
                own.add(leaf.path(), captures.bytes(leaf.slot()), captures.from(leaf.slot()), captures.to(leaf.slot()));
            }
        }
        NamedValues named = captures.named;
        for (int i = 0; i < named.count(); i++) {
            own.add(
                    named.isNameInBuffer(i) ? captures.buffer() : captures.line(),
                    named.nameFrom(i),
                    named.nameTo(i),
                    named.isInBuffer(i) ? captures.buffer() : captures.line(),
                    named.from(i),
                    named.to(i));
        }
        if (!own.isEmpty()) {
            own.write(event);
        }
    }
}
