// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.json.JsonMapper;

/** A record of Kafka as a line of JSON, as in {@code log-model/releases}. */
record Recorded(String topic, int partition, long timestamp, String key, Map<String, String> headers, String value) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static List<Recorded> read(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> JSON.readValue(line, Recorded.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            Files.write(
                    file,
                    records.stream()
                            .map(Recorded::of)
                            .map(JSON::writeValueAsString)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recorded of(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers()
                .forEach(header ->
                        headers.put(header.key(), header.value() == null ? null : new String(header.value(), UTF_8)));
        return new Recorded(
                record.topic(),
                record.partition(),
                record.timestamp(),
                record.key() == null ? null : new String(record.key(), UTF_8),
                headers,
                new String(record.value(), UTF_8));
    }

    Recorded inPartition(int other) {
        return new Recorded(topic, other, timestamp, key, headers, value);
    }

    Recorded withHeaders(Map<String, String> others) {
        return new Recorded(topic, partition, timestamp, key, others, value);
    }

    ProducerRecord<byte[], byte[]> toRecord() {
        ProducerRecord<byte[], byte[]> result = new ProducerRecord<>(
                topic, partition, timestamp, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
        headers.forEach((name, text) -> result.headers().add(name, text.getBytes(UTF_8)));
        return result;
    }
}
