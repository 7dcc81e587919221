// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkEncoding;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DeadLetter;
import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.Headers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of {@code logs.raw}.
 *
 * @param value as the record has it; {@link #decode decoded}, once that is done
 */
record ChunkRecord(ConsumerRecord<byte[], byte[]> kafkaRecord, byte[] value) {

    ChunkRecord(ConsumerRecord<byte[], byte[]> kafkaRecord) {
        this(kafkaRecord, kafkaRecord.value() == null ? new byte[0] : kafkaRecord.value());
    }

    /** @throws IllegalArgumentException if the value is not what {@code encoding} says */
    ChunkRecord decode(ChunkEncoding encoding) {
        return new ChunkRecord(kafkaRecord, encoding.decode(value));
    }

    Coordinates coordinates() {
        return new Coordinates(kafkaRecord.topic(), kafkaRecord.partition(), kafkaRecord.offset());
    }

    Iterable<Header> recordHeaders() {
        return kafkaRecord.headers();
    }

    /** @throws IllegalArgumentException if they cannot be read; the message names the header */
    ChunkHeaders headers() {
        Map<String, byte[]> byName = new HashMap<>();
        kafkaRecord.headers().forEach(header -> byName.put(header.key(), header.value()));
        return ChunkHeaders.read(byName);
    }

    /** Null where the sender has not chosen what the chunk is known by, and so can't send it again. */
    byte[] key() {
        return kafkaRecord.key();
    }

    /** Time of receipt, epoch milliseconds; where its header cannot be read, when Kafka had it. */
    long received() {
        return number(Headers.RECEIVED).orElse(kafkaRecord.timestamp());
    }

    /** The version of the rules that the chunk is for; empty where it is for the newest. */
    Optional<String> rules() {
        Header header = kafkaRecord.headers().lastHeader(Headers.RULES);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }

    /** The step before, where the chunk's request is traced; or null. */
    byte[] trace() {
        Header header = kafkaRecord.headers().lastHeader(Headers.TRACE);
        return header == null ? null : header.value();
    }

    /** Offset of the value's first byte in its stream. */
    OptionalLong streamOffset() {
        return number(Headers.OFFSET);
    }

    /** Which attempt to process it this is, from 1: a replayed dead letter had others. */
    int attempt() {
        return DeadLetter.attempt(name -> {
            Header header = kafkaRecord.headers().lastHeader(name);
            return header == null ? null : header.value();
        });
    }

    private OptionalLong number(String name) {
        Header header = kafkaRecord.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(new String(header.value(), UTF_8)));
        } catch (NumberFormatException ignored) {
            return OptionalLong.empty();
        }
    }
}
