// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What became of a chunk's lines: each event read back by a JSON library that is not ours, and checked to be UTF-8 on one line. */
record Parsed(List<Event> events, List<DeadLetter> deadLetters) implements ParseOutput {

    static final Instant RECEIVED = Instant.parse("2026-11-22T12:00:00Z");
    static final Instant NOW = Instant.parse("2026-11-22T12:00:01.234Z");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    record Event(DataStream dataStream, String id, JsonNode json, String text) {

        /** The value at a path such as {@code http.response.status_code}; absent is a missing node. */
        JsonNode at(String path) {
            JsonNode node = json;
            for (String name : path.split("\\.")) {
                node = node.path(name);
            }
            return node;
        }

        String string(String path) {
            return at(path).asString(null);
        }
    }

    record DeadLetter(long line, byte[] bytes, DeadLetterReason reason, String message) {
        String text() {
            return new String(bytes, UTF_8);
        }
    }

    static ParserSettings settings() {
        return ParserSettings.builder().clock(InstantSource.fixed(NOW)).build();
    }

    static Parsed of(String format, String text) {
        return of(settings(), headers(format), text.getBytes(UTF_8));
    }

    static Parsed of(ParserSettings settings, ChunkHeaders headers, byte[] value) {
        Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>());
        new ChunkParser(settings).parse(headers, value, 0, value.length, parsed);
        return parsed;
    }

    static ChunkHeaders headers(String format) {
        return ChunkHeaders.of(format, "batch", RECEIVED.toEpochMilli());
    }

    /** The one event, where there must be one. */
    Event event() {
        if (events.size() != 1 || !deadLetters.isEmpty()) {
            throw new AssertionError("expected one event, got " + events + " and " + deadLetters);
        }
        return events.getFirst();
    }

    DeadLetter deadLetter() {
        if (deadLetters.size() != 1 || !events.isEmpty()) {
            throw new AssertionError("expected one dead letter, got " + events + " and " + deadLetters);
        }
        return deadLetters.getFirst();
    }

    @Override
    public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
        String text;
        try {
            text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(json, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
        if (text.indexOf('\n') >= 0) {
            throw new AssertionError("a line break in " + text);
        }
        events.add(new Event(dataStream, new String(id, UTF_8), MAPPER.readTree(text), text));
    }

    @Override
    public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
        deadLetters.add(new DeadLetter(line, Arrays.copyOfRange(bytes, from, to), reason, message));
    }
}
