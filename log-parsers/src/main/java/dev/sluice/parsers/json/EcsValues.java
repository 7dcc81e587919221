// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.IpAddress;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Timestamps;

/**
 * Whether a JSON value fits an ECS field, and how it is written there. What says the same in another notation is brought into the field's: a
 * number in quotes, a number where a keyword belongs, a date of another form. Everything else doesn't fit.
 */
final class EcsValues {

    private static final int MAX_LONG_DIGITS = 18;

    private final JsonDocument document;
    private final JsonTime time;
    private final Timestamps timestamps = new Timestamps();
    private final byte[] timestamp = new byte[Timestamps.LENGTH];

    EcsValues(JsonDocument document, JsonTime time) {
        this.document = document;
        this.time = time;
    }

    boolean fits(EcsField.Type type, int node) {
        return switch (type) {
            case GROUP -> false;
            case OBJECT, NESTED -> isObjects(node);
            case GEO_POINT -> isPoint(node);
            case TEXT -> document.isScalar(node);
            default -> document.kind(node) == JsonDocument.ARRAY ? areScalars(type, node) : scalarFits(type, node);
        };
    }

    /** Writes a value that fits, with nothing behind it. */
    void write(JsonBuffer json, EcsField.Type type, int node) {
        boolean isArray = document.kind(node) == JsonDocument.ARRAY;
        if (!isArray) {
            writeOne(json, type, node);
            return;
        }
        if (type == EcsField.Type.OBJECT || type == EcsField.Type.NESTED || type == EcsField.Type.GEO_POINT) {
            document.write(json, node);
            return;
        }
        json.byteOf('[');
        for (int child = document.firstChild(node); child != JsonDocument.NONE; child = document.next(child)) {
            if (child != document.firstChild(node)) {
                json.byteOf(',');
            }
            writeOne(json, type, child);
        }
        json.byteOf(']');
    }

    private boolean areScalars(EcsField.Type type, int array) {
        for (int child = document.firstChild(array); child != JsonDocument.NONE; child = document.next(child)) {
            if (!scalarFits(type, child)) {
                return false;
            }
        }
        return document.firstChild(array) != JsonDocument.NONE;
    }

    private boolean scalarFits(EcsField.Type type, int node) {
        if (!document.isScalar(node)) {
            return false;
        }
        byte kind = document.kind(node);
        return switch (type) {
            case KEYWORD -> true;
            case LONG -> (kind == JsonDocument.NUMBER || kind == JsonDocument.STRING) && isLong(node);
            case FLOAT -> kind == JsonDocument.NUMBER || kind == JsonDocument.STRING && isNumber(node);
            case BOOLEAN ->
                kind == JsonDocument.TRUE
                        || kind == JsonDocument.FALSE
                        || kind == JsonDocument.STRING && isBoolean(node);
            case DATE -> time.read(node);
            case IP ->
                kind == JsonDocument.STRING
                        && IpAddress.of(document.text(), document.from(node), document.to(node)) != IpAddress.NONE;
            default -> false;
        };
    }

    private void writeOne(JsonBuffer json, EcsField.Type type, int node) {
        byte[] text = document.text();
        int from = document.from(node);
        int to = document.to(node);
        switch (type) {
            case KEYWORD, TEXT -> document.writeText(json, node);
            case LONG, FLOAT, BOOLEAN -> json.bytes(text, from, to);
            case DATE -> {
                time.read(node);
                timestamps.write(time.millis(), timestamp, 0);
                json.quoted(timestamp);
            }
            case IP -> IpAddress.of(text, from, to).write(json, text, from, to);
            default -> document.write(json, node);
        }
    }

    private boolean isLong(int node) {
        byte[] text = document.text();
        int start = document.from(node);
        int from = start < document.to(node) && text[start] == '-' ? start + 1 : start;
        int length = document.to(node) - from;
        return length <= MAX_LONG_DIGITS
                && ByteSearch.isDigits(text, from, from + length)
                && (length == 1 || text[from] != '0');
    }

    private boolean isNumber(int node) {
        return JsonEscapes.endOfNumber(document.text(), document.from(node), document.to(node)) == document.to(node);
    }

    private boolean isBoolean(int node) {
        byte[] text = document.text();
        return ByteSearch.equal(text, document.from(node), document.to(node), JsonLiterals.TRUE)
                || ByteSearch.equal(text, document.from(node), document.to(node), JsonLiterals.FALSE);
    }

    private boolean isObjects(int node) {
        if (document.kind(node) != JsonDocument.ARRAY) {
            return document.kind(node) == JsonDocument.OBJECT;
        }
        for (int child = document.firstChild(node); child != JsonDocument.NONE; child = document.next(child)) {
            if (document.kind(child) != JsonDocument.OBJECT) {
                return false;
            }
        }
        return true;
    }

    /** {@code {"lat":…,"lon":…}} or {@code [lon,lat]}: Elasticsearch knows more forms, but readers of the lake don't. */
    private boolean isPoint(int node) {
        int first = document.firstChild(node);
        int second = first == JsonDocument.NONE ? JsonDocument.NONE : document.next(first);
        if (second == JsonDocument.NONE
                || document.next(second) != JsonDocument.NONE
                || document.kind(first) != JsonDocument.NUMBER
                || document.kind(second) != JsonDocument.NUMBER) {
            return false;
        }
        return document.kind(node) == JsonDocument.ARRAY
                || document.member(node, JsonLiterals.LAT) != JsonDocument.NONE
                        && document.member(node, JsonLiterals.LON) != JsonDocument.NONE;
    }
}
