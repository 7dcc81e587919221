// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.model.ChunkEncoding;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Headers;
import dev.sluice.model.lz4.Lz4FrameEncoder;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ChunkRecordsTest {

    private final ChunkRecords records = new ChunkRecords(Clock.systemUTC());

    @Test
    void aFrameOfTheSenderGoesOnAsItCameAndItsHeaderSaysSo() {
        byte[] lines = "a line\n".repeat(10_000).getBytes(UTF_8);
        Lz4FrameEncoder lz4 = new Lz4FrameEncoder();
        lz4.add(lines, 0, lines.length);
        byte[] frame = Arrays.copyOf(lz4.bytes(), lz4.length());

        ProducerRecord<byte[], byte[]> record = record(new Chunk(lines, 0, 0, 10_000, null, frame));

        assertThat(record.value()).isSameAs(frame);
        ChunkHeaders headers = headers(record);
        assertThat(headers.receipt().lines()).isEqualTo(10_000);
        assertThat(headers.receipt().encoding().decode(record.value())).isEqualTo(lines);
    }

    @Test
    void linesThatCameInNoFrameHaveNoEncoding() {
        byte[] lines = "a\n".getBytes(UTF_8);

        ProducerRecord<byte[], byte[]> record = record(new Chunk(lines, 0, 0, 1, null, null));

        assertThat(record.value()).isSameAs(lines);
        assertThat(record.headers().lastHeader(Headers.ENCODING)).isNull();
        assertThat(headers(record).receipt().encoding()).isEqualTo(ChunkEncoding.IDENTITY);
    }

    private ProducerRecord<byte[], byte[]> record(Chunk chunk) {
        ChunkHeaders headers = ChunkHeaders.of("text", "batch", 1_000);
        return records.of(new ChunkBatch(headers, null, List.of(chunk)), chunk, null);
    }

    private static ChunkHeaders headers(ProducerRecord<byte[], byte[]> record) {
        Map<String, byte[]> byName = new HashMap<>();
        record.headers().forEach(header -> byName.put(header.key(), header.value()));
        return ChunkHeaders.read(byName);
    }
}
