// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.s3.EventColumns.Column;
import dev.sluice.sink.s3.EventColumns.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.parquet.io.api.Binary;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * Takes an event's JSON apart into the values of a row, in one pass. One instance is used for one event after another; not thread-safe.
 */
final class EventRow {

    private static final JsonFactory JSON = new JsonFactory();

    private final EventColumns columns;

    /** By column: Long, Binary, {@code List<Binary>} or {@code Map<Binary, Binary>}; null where the event has none. */
    private final Object[] values;

    private final ByteArrayOutputStream otherText = new ByteArrayOutputStream();
    private JsonGenerator other;

    EventRow(EventColumns columns) {
        this.columns = columns;
        this.values = new Object[columns.columns().size()];
    }

    /**
     * @param millis the event's time, for an event without a {@code @timestamp} that can be read
     * @throws JacksonException if it is no JSON object
     */
    void read(long millis, byte[] json) {
        Arrays.fill(values, null);
        otherText.reset();
        other = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            object(parser, columns.root(), "");
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "something follows the object");
            }
        }
        if (values[columns.timestamp().index()] == null) {
            values[columns.timestamp().index()] = millis * 1_000;
        }
        if (other != null) {
            other.writeEndObject();
            other.close();
            values[columns.other().index()] = Binary.fromConstantByteArray(otherText.toByteArray());
        }
    }

    Object value(Column column) {
        return values[column.index()];
    }

    private void object(JsonParser parser, Field fields, String path) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                continue;
            }
            Field field = fields.children.get(name);
            if (field == null) {
                keepOther(path + name, parser);
            } else if (field.column != null) {
                Object value = value(parser, token, field.column);
                if (value == null) {
                    keepOther(path + name, parser);
                } else {
                    values[field.column.index()] = value;
                }
            } else if (token == JsonToken.START_OBJECT) {
                object(parser, field, path + name + '.');
            } else {
                keepOther(path + name, parser);
            }
        }
    }

    /** The value for a column; null, with nothing read, if it does not fit. */
    private static Object value(JsonParser parser, JsonToken token, Column column) {
        return switch (column.kind()) {
            case STRING -> token.isScalarValue() ? binary(parser) : null;
            case LONG -> wholeNumber(parser, token);
            case TIMESTAMP -> {
                OptionalLong micros =
                        token == JsonToken.VALUE_STRING ? micros(parser.getString()) : OptionalLong.empty();
                yield micros.isPresent() ? (Object) micros.getAsLong() : null;
            }
            case STRINGS ->
                token == JsonToken.START_ARRAY ? texts(parser) : token.isScalarValue() ? List.of(binary(parser)) : null;
            case MAP -> token == JsonToken.START_OBJECT ? map(parser) : null;
            case JSON -> Binary.fromConstantByteArray(jsonText(parser));
        };
    }

    private static Object wholeNumber(JsonParser parser, JsonToken token) {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return null;
        }
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? null : (Object) parser.getLongValue();
    }

    private static Binary binary(JsonParser parser) {
        return binary(parser.getString());
    }

    /** By an array and not by a buffer, as {@code fromString} would have it: dictionaries compare and hash it. */
    private static Binary binary(String text) {
        return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Binary> texts(JsonParser parser) {
        List<Binary> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            texts.add(textOrJson(parser));
        }
        return texts;
    }

    private static Map<Binary, Binary> map(JsonParser parser) {
        Map<Binary, Binary> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            Binary name = binary(parser.currentName());
            map.put(name, parser.nextToken() == JsonToken.VALUE_NULL ? null : textOrJson(parser));
        }
        return map;
    }

    private static Binary textOrJson(JsonParser parser) {
        return parser.currentToken().isScalarValue() ? binary(parser) : Binary.fromConstantByteArray(jsonText(parser));
    }

    private static byte[] jsonText(JsonParser parser) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            generator.copyCurrentStructure(parser);
        }
        return text.toByteArray();
    }

    private void keepOther(String path, JsonParser parser) {
        if (other == null) {
            other = JSON.createGenerator(ObjectWriteContext.empty(), otherText);
            other.writeStartObject();
        }
        other.writeName(path);
        other.copyCurrentStructure(parser);
    }

    /** Microseconds since 1970 of an ISO 8601 time with zone; empty if it is none, or farther from 1970 than 64 bits of them. */
    static OptionalLong micros(String time) {
        try {
            if (isPlainUtc(time)) {
                long seconds = LocalDate.of(digits(time, 0, 4), digits(time, 5, 7), digits(time, 8, 10))
                                        .toEpochDay()
                                * 86_400
                        + digits(time, 11, 13) * 3_600L
                        + digits(time, 14, 16) * 60L
                        + digits(time, 17, 19);
                return OptionalLong.of(seconds * 1_000_000 + fractionMicros(time));
            }
            return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time)));
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /** {@code 2017-09-03T03:30:01Z}, or the same with up to nine digits of a second: what the parser writes. */
    private static boolean isPlainUtc(String time) {
        int length = time.length();
        if (length < 20
                || length > 30
                || length == 21
                || time.charAt(length - 1) != 'Z'
                || length > 20 && time.charAt(19) != '.') {
            return false;
        }
        for (int i = 0; i < length - 1; i++) {
            char c = time.charAt(i);
            boolean fits = switch (i) {
                case 4, 7 -> c == '-';
                case 10 -> c == 'T';
                case 13, 16 -> c == ':';
                case 19 -> c == '.';
                default -> c >= '0' && c <= '9';
            };
            if (!fits) {
                return false;
            }
        }
        return digits(time, 11, 13) < 24 && digits(time, 14, 16) < 60 && digits(time, 17, 19) < 60;
    }

    private static long fractionMicros(String time) {
        long micros = 0;
        for (int i = 20; i < 26; i++) {
            micros = micros * 10 + (i < time.length() - 1 ? time.charAt(i) - '0' : 0);
        }
        return micros;
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
