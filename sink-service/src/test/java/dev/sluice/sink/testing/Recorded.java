// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.json.JsonMapper;

/** A record of Kafka as a line of JSON, as in {@code log-model/releases}. */
public record Recorded(
        String topic, int partition, long timestamp, String key, Map<String, String> headers, String value) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static List<Recorded> read(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> JSON.readValue(line, Recorded.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ProducerRecord<byte[], byte[]> toRecord() {
        ProducerRecord<byte[], byte[]> result = new ProducerRecord<>(
                topic, partition, timestamp, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
        headers.forEach((name, text) -> result.headers().add(name, text.getBytes(UTF_8)));
        return result;
    }
}
