// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.lz4.Lz4FrameEncoder;
import dev.sluice.operations.replay.RawSpan.SpanProgress;
import dev.sluice.operations.testing.Broker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker is read. */
class ITRawSpan {

    @TempDir
    private Path folder;

    @Test
    void readsTheChunksOfASpanAndWritesNothing() throws Exception {
        try (Broker broker = new Broker(folder.resolve("kafka"))) {
            RawSpan span = new RawSpan(broker.connection());
            assertThatThrownBy(() -> read(span, Instant.EPOCH, Instant.now(), 10, new ArrayList<>()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no topic logs.raw");
            broker.createTopic(Topics.RAW, 3);
            for (int i = 0; i < 30; i++) {
                broker.send(Topics.RAW, "key" + i, "line " + i, headers(Map.of()));
            }
            broker.send(Topics.RAW, "again", "replayed", headers(Map.of(Headers.REPLAY, "span:x")));
            broker.send(Topics.RAW, "frame", frame("line in a frame"), headers(Map.of(Headers.ENCODING, "lz4")));
            broker.send(Topics.RAW, "small", "compressed", headers(Map.of(Headers.ENCODING, "zstd")));
            broker.send(Topics.RAW, "newer", "of tomorrow", headers(Map.of(Headers.SCHEME, "99")));
            broker.flush();
            List<ConsumerRecord<byte[], byte[]>> all = broker.read(Topics.RAW);
            long first = all.stream().mapToLong(ConsumerRecord::timestamp).min().orElseThrow();
            long last = all.stream().mapToLong(ConsumerRecord::timestamp).max().orElseThrow();

            List<String> whole = new ArrayList<>();
            SpanProgress end = read(span, Instant.ofEpochMilli(first), Instant.ofEpochMilli(last + 1), 100, whole);
            assertThat(whole)
                    .hasSize(31)
                    .doesNotHaveDuplicates()
                    .allMatch(line -> line.startsWith("line "))
                    .contains("line in a frame");
            assertThat(end).isEqualTo(new SpanProgress(31, 1, 2, 0));

            List<String> later = new ArrayList<>();
            read(span, Instant.ofEpochMilli(last + 1), Instant.ofEpochMilli(last + 1_000), 100, later);
            List<String> earlier = new ArrayList<>();
            read(span, Instant.EPOCH, Instant.ofEpochMilli(first), 100, earlier);
            assertThat(later).isEmpty();
            assertThat(earlier).isEmpty();

            List<String> some = new ArrayList<>();
            SpanProgress part = read(span, Instant.ofEpochMilli(first), Instant.ofEpochMilli(last + 1), 5, some);
            assertThat(some).hasSize(5);
            assertThat(part.chunks() + part.replays() + part.unreadable() + part.left())
                    .isEqualTo(34);
            List<String> almost = new ArrayList<>();
            assertThat(read(span, Instant.ofEpochMilli(first), Instant.ofEpochMilli(last + 1), 29, almost)
                            .left())
                    .as("what was polled and not taken is left, too")
                    .isPositive();
            assertThat(broker.read(Topics.RAW)).hasSameSizeAs(all);
        }
    }

    private static SpanProgress read(RawSpan span, Instant from, Instant to, int most, List<String> lines) {
        return span.read(from, to, (headers, value, progress) -> {
            lines.add(new String(value, UTF_8));
            return lines.size() < most;
        });
    }

    private static byte[] frame(String lines) {
        Lz4FrameEncoder lz4 = new Lz4FrameEncoder();
        byte[] content = lines.getBytes(UTF_8);
        lz4.add(content, 0, content.length);
        return Arrays.copyOf(lz4.bytes(), lz4.length());
    }

    private static Map<String, String> headers(Map<String, String> others) {
        Map<String, String> headers = new HashMap<>();
        ChunkHeaders.of("text", "batch", 1_000).writeTo((name, value) -> headers.put(name, new String(value, UTF_8)));
        headers.putAll(others);
        return headers;
    }
}
