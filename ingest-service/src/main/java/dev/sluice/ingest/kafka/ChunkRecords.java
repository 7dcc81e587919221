// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.DeadLetter;
import dev.sluice.model.DeadLetterId;
import dev.sluice.model.LogFormat;
import dev.sluice.model.Topics;
import java.time.Clock;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.stereotype.Component;

/** Puts chunks into records of {@code logs.raw}, and lines that cannot be taken into records of {@code logs.raw-dlt}. */
@Component
final class ChunkRecords {

    private final Clock clock;

    ChunkRecords(Clock clock) {
        this.clock = clock;
    }

    /** @param digest see {@link ChunkDigests} */
    ProducerRecord<byte[], byte[]> of(ChunkBatch batch, Chunk chunk, String digest) {
        ChunkHeaders headers = headersOf(batch.headers(), chunk, digest);
        byte[] key = keyOf(headers, batch.key());
        String topic = chunk.isDeadLetter() ? Topics.RAW_DEAD_LETTERS : Topics.RAW;
        // The time of receipt, never a line's own: Kafka deletes by it.
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, headers.received(), key, chunk.value());
        headers.writeTo((name, value) -> record.headers().add(name, value));
        if (chunk.isDeadLetter()) {
            letter(headers, chunk).writeTo((name, value) -> record.headers().add(name, value));
        }
        return record;
    }

    /**
     * All CloudWatch payloads of a sender in a namespace come in one partition: a log event may come in two of them, and is known again by the parser
     * that has seen the first.
     */
    private static byte[] keyOf(ChunkHeaders headers, String key) {
        String shared = headers.format().equals(LogFormat.CLOUDWATCH.wireName())
                ? "cloudwatch/" + headers.sender() + '/' + headers.namespaceOrDefault()
                : key;
        return shared == null ? null : shared.getBytes(UTF_8);
    }

    private static ChunkHeaders headersOf(ChunkHeaders first, Chunk chunk, String digest) {
        OptionalLong offset = first.offset().isPresent()
                ? OptionalLong.of(first.offset().getAsLong() + chunk.offset())
                : OptionalLong.empty();
        ChunkHeaders moved = first.at(first.line() + chunk.line(), offset);
        return moved.with(moved.position().withDigest(digest))
                .with(new Receipt(
                        first.received(),
                        chunk.isDeadLetter() ? 1 : chunk.lines(),
                        chunk.encoding(),
                        first.receipt().trace()));
    }

    private DeadLetter letter(ChunkHeaders headers, Chunk chunk) {
        return new DeadLetter(
                DeadLetterId.ofLine(headers, chunk.bytes()),
                chunk.deadLetter().reason(),
                chunk.deadLetter().message(),
                null,
                headers.line(),
                1,
                clock.millis());
    }
}
