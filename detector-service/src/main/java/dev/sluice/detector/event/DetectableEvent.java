// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.match.LiteralMatcher;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields of one event that detections read; what is missing is null. Numbers are as written. Texts are made when they are asked for: most
 * events are seen to be of no interest by their bytes. Not thread-safe.
 */
public final class DetectableEvent {

    private static final JsonFactory JSON = new JsonFactory();
    private static final FieldNames ROOT = FieldNames.ofAllFields();

    private static final EventField[] FIELDS = EventField.values();

    /** FNV-1a. */
    private static final long HASH_BASIS = 0xcbf29ce484222325L;

    private static final long HASH_PRIME = 0x100000001b3L;

    /** Of the time as the parser writes it. */
    private static final int MINUTES_LENGTH = "2026-11-28T12:00".length();

    private static final long MINUTE_MILLIS = 60_000;
    private static final byte[] NOTHING = new byte[0];

    private final byte[] json;

    /** Where texts are that were not made yet; null if all were. */
    private final FieldScan scan;

    private final String[] values = new String[FIELDS.length];

    private DetectableEvent(byte[] json, FieldScan scan) {
        this.json = json;
        this.scan = scan;
    }

    public static DetectableEvent of(Map<EventField, String> values) {
        DetectableEvent event = new DetectableEvent(new byte[0], null);
        values.forEach((field, value) -> event.values[field.ordinal()] = value);
        return event;
    }

    /**
     * Reads a record's value.
     *
     * @param json not to be changed any more
     * @throws tools.jackson.core.JacksonException if it is not a JSON object
     */
    public static DetectableEvent read(byte[] json) {
        FieldScan scan = FieldScan.of(json);
        DetectableEvent event = new DetectableEvent(json, scan);
        if (scan == null) {
            event.parse();
        } else {
            event.unescape();
        }
        return event;
    }

    private void parse() {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                read(parser, ROOT);
            }
        }
    }

    private void read(JsonParser parser, FieldNames names) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            byte[] name = parser.currentName().getBytes(UTF_8);
            FieldNames child = names.child(name, 0, name.length);
            JsonToken token = parser.nextToken();
            if (child == null) {
                parser.skipChildren();
            } else if (token == JsonToken.START_OBJECT) {
                read(parser, child);
            } else if (child.field() != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                values[child.field().ordinal()] = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
    }

    /** At once, so that what is wrong with an escape is told where the event is read. */
    private void unescape() {
        for (EventField field : FIELDS) {
            if (scan.isEscaped(field)) {
                int from = scan.from(field) - 1;
                try (JsonParser parser =
                        JSON.createParser(ObjectReadContext.empty(), json, from, scan.to(field) + 1 - from)) {
                    parser.nextToken();
                    values[field.ordinal()] = parser.getString();
                }
            }
        }
    }

    public String get(EventField field) {
        String value = values[field.ordinal()];
        if (value == null && scan != null && scan.has(field)) {
            value = new String(json, scan.from(field), scan.to(field) - scan.from(field), UTF_8);
            values[field.ordinal()] = value;
        }
        return value;
    }

    public boolean has(EventField field) {
        return values[field.ordinal()] != null || scan != null && scan.has(field);
    }

    /** Whether a field's text has any of {@code literals}. */
    public boolean hasAny(EventField field, LiteralMatcher literals) {
        if (isInBytes(field)) {
            return literals.isAnyIn(json, scan.from(field), scan.to(field));
        }
        String value = values[field.ordinal()];
        return value != null && literals.isAnyIn(value);
    }

    /** {@code hash} with the first {@code most} characters of a field, or with none if it is missing; the same whether or not it has escapes. */
    private long hash(EventField field, int most, long hash) {
        if (isInBytes(field)) {
            int end = scan.to(field) - scan.from(field) <= most ? scan.to(field) : scan.from(field) + most;
            for (int i = scan.from(field); i < end; i++) {
                hash = (hash ^ json[i]) * HASH_PRIME;
            }
        } else if (has(field)) {
            byte[] text = get(field).getBytes(UTF_8);
            for (int i = 0; i < Math.min(text.length, most); i++) {
                hash = (hash ^ text[i]) * HASH_PRIME;
            }
        }
        return (hash ^ 0xff) * HASH_PRIME;
    }

    /** Of the source that the event comes from, its dataset and host, and of its minute: enough to see which are new, and made of no texts. */
    public long hashOfSourceAndMinute() {
        long hash = hash(EventField.DATASET, Integer.MAX_VALUE, HASH_BASIS);
        hash = hash(EventField.HOST_NAME, Integer.MAX_VALUE, hash);
        return hash(EventField.TIMESTAMP, MINUTES_LENGTH, hash);
    }

    private boolean isInBytes(EventField field) {
        return scan != null && scan.has(field) && !scan.isEscaped(field);
    }

    /** The time of the event, epoch milliseconds; -1 if it has none. */
    public long timestamp() {
        String text = get(EventField.TIMESTAMP);
        try {
            return text == null ? -1 : Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException e) {
            return -1;
        }
    }

    /** The minute of the event, since 1970; -1 if it has no time. */
    public long minute() {
        long minute = isInBytes(EventField.TIMESTAMP)
                ? UtcMinute.of(json, scan.from(EventField.TIMESTAMP), scan.to(EventField.TIMESTAMP))
                : -1;
        long time = minute < 0 ? timestamp() : -1;
        return time < 0 ? minute : time / MINUTE_MILLIS;
    }

    /** A field that is a whole number of at most 18 digits and not negative; -1 if it is missing or anything else. */
    public long number(EventField field) {
        if (isInBytes(field)) {
            return WholeNumber.of(json, scan.from(field), scan.to(field));
        }
        String text = values[field.ordinal()];
        byte[] bytes = text == null ? NOTHING : text.getBytes(UTF_8);
        return WholeNumber.of(bytes, 0, bytes.length);
    }
}
