// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.testing.TopicsForTests;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookKey;
import dev.sluice.model.ledger.BookSegment;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.StreamRow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with the topic of events, and what a parser would write to it. */
public final class Pipe implements AutoCloseable {

    public static final String ACCESS = "logs-apache.access-default";

    private final Path data;
    private EmbeddedKafka kafka;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<Integer, BookSegment> books = new HashMap<>();

    public Pipe(Path data, int partitions) throws ExecutionException, InterruptedException {
        this.data = data;
        kafka = EmbeddedKafka.start(data, 0);
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        createTopic(Topics.PARSED, partitions);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public void createTopic(String name, int partitions) throws ExecutionException, InterruptedException {
        TopicsForTests.create(admin, List.of(new NewTopic(name, partitions, (short) 1)));
    }

    /** Stops the broker, and starts it again on the same port. */
    public void restart() {
        String servers = kafka.bootstrapServers();
        kafka.close();
        kafka = EmbeddedKafka.start(data, Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1)));
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Writes {@code count} events, numbered from {@code from}, a second apart from {@code time}; returns their ids. */
    public Set<String> writeEvents(String dataStream, Instant time, int from, int count) {
        Set<String> ids = new TreeSet<>();
        EventIds eventIds = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "test-" + dataStream);
        int partitions = producer.partitionsFor(Topics.PARSED).size();
        for (int number = from; number < from + count; number++) {
            Instant timestamp = time.plusSeconds(number);
            String id = eventIds.id(timestamp.toEpochMilli(), number);
            int partition = number % partitions;
            long now = System.currentTimeMillis();
            write(
                    Topics.PARSED,
                    partition,
                    now,
                    id,
                    json(id, timestamp, number),
                    Map.of(Headers.DATA_STREAM, dataStream));
            books.computeIfAbsent(partition, newOne -> new BookSegment(0, 0))
                    .events(new StreamRow(LineRow.hourOf(now), dataStream))
                    .addEvent(id.getBytes(UTF_8));
            ids.add(id);
        }
        producer.flush();
        return ids;
    }

    /** Makes the topics that {@link #writeBooks} needs. */
    public void createLedger(int partitions) throws ExecutionException, InterruptedException {
        createTopic(Topics.RAW, partitions);
        createTopic(Topics.LEDGER, partitions);
    }

    /** Writes the book that a parser keeps of the events of {@link #writeEvents}. */
    public void writeBooks() {
        books.forEach((partition, book) -> producer.send(new ProducerRecord<>(
                Topics.LEDGER,
                partition,
                new BookKey(BookKey.PARSER, partition, book.from(), BookKey.GROWING).toBytes(),
                book.toText().getBytes(UTF_8))));
        producer.flush();
    }

    /** Writes one record; null leaves the key or the header out. */
    public void write(int partition, String id, String dataStream, String json) {
        write(partition, id, dataStream, json, Map.of());
    }

    public void write(int partition, String id, String dataStream, String json, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        if (dataStream != null) {
            all.put(Headers.DATA_STREAM, dataStream);
        }
        write(Topics.PARSED, partition, System.currentTimeMillis(), id, json, all);
    }

    /** Writes one record to another topic, to whichever partition. */
    public void writeTo(String topic, String key, String value, Map<String, String> headers) {
        write(topic, null, System.currentTimeMillis(), key, value, headers);
    }

    private void write(
            String topic, Integer partition, long time, String key, String value, Map<String, String> headers) {
        var record = new ProducerRecord<>(
                topic, partition, time, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        producer.send(record);
    }

    public void write(Recorded recorded) {
        producer.send(recorded.toRecord());
    }

    public void flush() {
        producer.flush();
    }

    public static String json(String id, Instant timestamp, int number) {
        return """
                {"@timestamp":"%s","ecs":{"version":"9.0.0"},"event":{"id":"%s","kind":"event","dataset":"apache.access"},"message":"GET /%d"}""".formatted(timestamp, id, number);
    }

    /** What is committed for each partition of the topic of events. */
    public Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Commits the same offsets again, without what a sink has left with them; the group must have no member. */
    public void eraseMetadata(String group) {
        Map<TopicPartition, OffsetAndMetadata> bare = new HashMap<>();
        committed(group)
                .forEach((partition, committed) -> bare.put(partition, new OffsetAndMetadata(committed.offset())));
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
            admin.alterConsumerGroupOffsets(group, bare).all().get();
            return true;
        });
    }

    /** Commits an offset for a group that has no member. */
    public void commit(String group, int partition, long offset, String metadata)
            throws ExecutionException, InterruptedException {
        admin.alterConsumerGroupOffsets(
                        group,
                        Map.of(new TopicPartition(Topics.PARSED, partition), new OffsetAndMetadata(offset, metadata)))
                .all()
                .get();
    }

    public int partitionsOf(String topic) {
        return producer.partitionsFor(topic).size();
    }

    /** All records of a topic so far. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        kafka.close();
    }
}
