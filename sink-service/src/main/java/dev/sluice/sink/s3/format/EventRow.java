// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.sink.s3.format.EventColumns.Column;
import dev.sluice.sink.s3.format.EventColumns.Field;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamReadException;

/**
 * Takes an event's JSON apart into the values of a row, in one pass. One instance is used for one event after another; not thread-safe.
 */
final class EventRow {

    private static final int INITIAL_TEXTS = 16 << 10;

    private final EventColumns columns;

    /** By column, as {@link #value} says; null where the event has none. */
    private final Object[] values;

    /** The columns that have a value. */
    private final int[] present;

    private int count;

    /** By column: the time read last, since neighbours share most of theirs. */
    private final IsoTimeReader[] times;

    private final ByteArrayOutputStream otherText = new ByteArrayOutputStream();
    private JsonGenerator other;

    /** The texts of the event at hand, which its values point into. */
    private byte[] texts = new byte[INITIAL_TEXTS];

    private int textsEnd;

    /** The event at hand, of which values that stay JSON are copied as they are written: no number is read and written anew. */
    private byte[] event;

    EventRow(EventColumns columns) {
        this.columns = columns;
        this.values = new Object[columns.columns().size()];
        this.present = new int[values.length];
        this.times = new IsoTimeReader[values.length];
    }

    /**
     * @param millis the event's time, for an event without a {@code @timestamp} that can be read
     * @throws JacksonException if it is no JSON object
     */
    void read(long millis, byte[] json) {
        clear();
        event = json;
        try (JsonParser parser = ColumnTree.JSON.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            object(parser, columns.root());
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "something follows the object");
            }
        }
        if (values[columns.timestamp().index()] == null) {
            set(columns.timestamp(), millis * 1_000);
        }
        if (other != null) {
            other.writeEndObject();
            other.close();
            set(columns.other(), Binary.fromConstantByteArray(otherText.toByteArray()));
        }
    }

    private void clear() {
        for (int i = 0; i < count; i++) {
            values[present[i]] = null;
        }
        count = 0;
        textsEnd = 0;
        otherText.reset();
        other = null;
    }

    private void set(Column column, Object value) {
        if (values[column.index()] == null) {
            present[count++] = column.index();
        }
        values[column.index()] = value;
    }

    /** How many columns have a value. */
    int count() {
        return count;
    }

    /** The index of the column that is number {@code i} of those with a value. */
    int column(int i) {
        return present[i];
    }

    /**
     * The value of the column with that index: Long, {@link Utf8Slice} for a string, Binary for JSON, {@code List<Binary>} or
     * {@code Map<Binary, Binary>}, whose values may be null. Texts are overwritten by the next event.
     */
    Object value(int column) {
        return values[column];
    }

    private void object(JsonParser parser, ColumnTree fields) {
        for (int match = fields.next(parser); !ColumnTree.isEnd(match); match = fields.next(parser)) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                continue;
            }
            Field field = fields.get(match);
            if (field instanceof Column column) {
                Object value = value(parser, token, column);
                if (value == null) {
                    keepOther(parser);
                } else {
                    set(column, value);
                }
            } else if (field instanceof ColumnTree inner && token == JsonToken.START_OBJECT) {
                object(parser, inner);
            } else {
                keepOther(parser);
            }
        }
    }

    /** The value for a column; null, with nothing read, if it does not fit. */
    private Object value(JsonParser parser, JsonToken token, Column column) {
        return switch (column.kind()) {
            case STRING -> token.isScalarValue() ? text(parser) : null;
            case LONG -> wholeNumber(parser, token);
            case TIMESTAMP -> token == JsonToken.VALUE_STRING ? time(parser, column) : null;
            case STRINGS ->
                token == JsonToken.START_ARRAY
                        ? texts(parser)
                        : token.isScalarValue() ? List.of(binary(text(parser))) : null;
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

    private Object time(JsonParser parser, Column column) {
        IsoTimeReader last = times[column.index()];
        if (last == null) {
            last = new IsoTimeReader();
            times[column.index()] = last;
        }
        long micros = last.micros(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength());
        return micros == IsoTimeReader.NONE ? null : (Object) micros;
    }

    /** The scalar at hand; ASCII, which nearly all are, without a string of it. */
    private Utf8Slice text(JsonParser parser) {
        char[] chars = parser.getStringCharacters();
        int length = parser.getStringLength();
        int from = parser.getStringOffset();
        if (textsEnd + length > texts.length) {
            // The values that point into the old array keep it.
            texts = new byte[Math.max(texts.length, length)];
            textsEnd = 0;
        }
        int start = textsEnd;
        int all = 0;
        for (int i = 0; i < length; i++) {
            char c = chars[from + i];
            all |= c;
            texts[start + i] = (byte) c;
        }
        if (all > 0x7f) {
            byte[] bytes = new String(chars, from, length).getBytes(UTF_8);
            return new Utf8Slice(bytes, 0, bytes.length);
        }
        textsEnd = start + length;
        return new Utf8Slice(texts, start, length);
    }

    private static Binary binary(Utf8Slice text) {
        return Binary.fromReusedByteArray(text.bytes(), text.from(), text.length());
    }

    /** By an array and not by a buffer, as {@code fromString} would have it: dictionaries compare and hash it. */
    private static Binary binary(String text) {
        return Binary.fromConstantByteArray(text.getBytes(UTF_8));
    }

    private List<Binary> texts(JsonParser parser) {
        List<Binary> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(textOrJson(parser));
        }
        return list;
    }

    private Map<Binary, Binary> map(JsonParser parser) {
        Map<Binary, Binary> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            Binary name = binary(parser.currentName());
            map.put(name, parser.nextToken() == JsonToken.VALUE_NULL ? null : textOrJson(parser));
        }
        return map;
    }

    private Binary textOrJson(JsonParser parser) {
        return parser.currentToken().isScalarValue()
                ? binary(text(parser))
                : Binary.fromConstantByteArray(jsonText(parser));
    }

    /** The bytes of the value at hand, which is passed over. */
    private byte[] jsonText(JsonParser parser) {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        // Numbers and words are read lazily: only then the end is known.
        parser.finishToken();
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        return Arrays.copyOfRange(event, start, end);
    }

    private void keepOther(JsonParser parser) {
        if (other == null) {
            other = ColumnTree.JSON.createGenerator(ObjectWriteContext.empty(), otherText);
            other.writeStartObject();
        }
        boolean isStart = parser.currentToken().isStructStart();
        TokenStreamContext context = parser.streamReadContext();
        other.writeName(path(isStart ? context.getParent() : context));
        other.writeRawValue(new String(jsonText(parser), UTF_8));
    }

    /** The name in that object, and before it those of the objects around it, with dots between. */
    private static String path(TokenStreamContext object) {
        TokenStreamContext parent = object.getParent();
        return parent.inRoot() ? object.currentName() : path(parent) + '.' + object.currentName();
    }
}
