// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.pipeline.corpus.EventLayout.TimeFormat;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Compares events with the lines of a round, one by one; not for several threads. */
public final class DeliveryAudit {

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter APACHE =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    private final LineCorpus corpus;
    private final LineRange range;
    private final TimeFormat time;
    private final Map<String, Integer> fieldOfPath = new HashMap<>();
    private final String[] found;
    private final BitSet seen;
    private final Map<String, String> times = new HashMap<>();
    private long events;
    private long bytes;
    private long doubled;
    private long wrong;
    private String example;

    public DeliveryAudit(LineCorpus corpus, LineRange range, EventLayout layout) {
        this.corpus = corpus;
        this.range = range;
        time = layout.time();
        List<String> fields = corpus.fields();
        layout.paths().forEach((field, path) -> {
            if (!fields.contains(field)) {
                throw new IllegalArgumentException("the corpus has no field " + field + ", only " + fields);
            }
            fieldOfPath.put(path, fields.indexOf(field));
        });
        found = new String[fields.size()];
        seen = new BitSet(range.count());
    }

    /** Takes one event as it came out. */
    public void event(byte[] json) {
        events++;
        bytes += json.length;
        long number = NumberedLine.numberIn(json);
        int index = range.contains(number) ? (int) (number - range.first()) : -1;
        if (index < 0 || seen.get(index)) {
            doubled++;
            return;
        }
        seen.set(index);
        compare(number, json);
    }

    /** Bytes of an event's JSON, in the mean. */
    public double bytesPerEvent() {
        return events == 0 ? 0 : (double) bytes / events;
    }

    public DeliveryCount delivery() {
        return new DeliveryCount(range.count() - seen.cardinality(), doubled, wrong, example);
    }

    private void compare(long number, byte[] json) {
        java.util.Arrays.fill(found, null);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            readObject(parser, "");
        } catch (JacksonException e) {
            isWrong(number, "its event is not JSON: " + new String(json, UTF_8));
            return;
        }
        for (int field : fieldOfPath.values()) {
            String expected = corpus.expected(number, field);
            String actual = normalized(corpus.fields().get(field), found[field]);
            if (!expected.equals(actual)) {
                isWrong(number, corpus.fields().get(field) + " is '" + actual + "' and should be '" + expected + "'");
                return;
            }
        }
    }

    private void isWrong(long number, String why) {
        wrong++;
        if (example == null) {
            example = corpus.text(number) + ": " + why;
        }
    }

    private void readObject(JsonParser parser, String path) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = path + parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT) {
                readObject(parser, name + ".");
            } else if (value == JsonToken.START_ARRAY) {
                parser.skipChildren();
            } else {
                Integer field = fieldOfPath.get(name);
                if (field != null && value != JsonToken.VALUE_NULL) {
                    found[field] = parser.getString();
                }
            }
        }
    }

    /** A field that a line leaves open with a dash is absent in some events and a dash in others. */
    private String normalized(String field, String value) {
        String given = Objects.requireNonNullElse(value, "-");
        return field.equals("@timestamp") ? times.computeIfAbsent(given, this::epochMillis) : given;
    }

    private String epochMillis(String text) {
        try {
            return Long.toString(
                    switch (time) {
                        case ISO -> OffsetDateTime.parse(text).toInstant().toEpochMilli();
                        case APACHE ->
                            OffsetDateTime.parse(text, APACHE).toInstant().toEpochMilli();
                        case EPOCH_SECONDS -> Math.round(Double.parseDouble(text) * 1000);
                    });
        } catch (DateTimeParseException | NumberFormatException e) {
            return text;
        }
    }
}
