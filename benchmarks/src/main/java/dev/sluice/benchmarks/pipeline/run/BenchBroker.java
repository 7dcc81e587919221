// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A Kafka broker as a process of its own, and what the benchmark asks it. */
public final class BenchBroker implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(200);

    private final MeasuredProcess process;
    private final String bootstrapServers;
    private final Admin admin;
    private final int partitions;

    private BenchBroker(MeasuredProcess process, String bootstrapServers, int partitions) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
        this.partitions = partitions;
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 120_000));
    }

    /** @param partitions of each topic */
    public static BenchBroker start(Path folder, int partitions) {
        int port = LoopbackPorts.next();
        MeasuredProcess process = new MeasuredProcess(
                "kafka",
                JavaCommand.of(
                        BrokerProcess.class,
                        List.of("-Xmx512m", "-XX:+UseG1GC"),
                        List.of(folder.resolve("kafka").toString(), Integer.toString(port))),
                Map.of(),
                folder.resolve("kafka.log"));
        BenchBroker broker = new BenchBroker(process, "127.0.0.1:" + port, partitions);
        broker.restart();
        return broker;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public int partitions() {
        return partitions;
    }

    public MeasuredProcess process() {
        return process;
    }

    /** Starts it on its folder and port; returns when it answers. */
    public void restart() {
        process.start();
        get(admin.describeCluster().nodes());
    }

    public void createTopics(Map<String, String> configuration, String... names) {
        Collection<NewTopic> topics = new ArrayList<>();
        for (String name : names) {
            topics.add(new NewTopic(name, partitions, (short) 1).configs(configuration));
        }
        get(admin.createTopics(topics).all());
    }

    /** The ends of a topic's partitions, as somebody sees them who reads only what is committed. */
    public Map<TopicPartition, Long> ends(String topic) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitionsOf(topic).forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** Offsets that a group has committed, added up. */
    public long committed(String group) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).values().stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    /** Bytes of the logs of some topics, as they are on disk. */
    public long bytes(Collection<String> topics) {
        return get(admin.describeLogDirs(List.of(1)).allDescriptions()).values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> topics.contains(replica.getKey().topic()))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    /** Lets the broker delete what a topic holds. */
    public void empty(String topic) {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        partitionsOf(topic).forEach(partition -> all.put(partition, RecordsToDelete.beforeOffset(-1)));
        get(admin.deleteRecords(all).all());
    }

    /** Reads the committed records between two places. */
    public void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            // Positions pass transaction markers, which are no records.
            while (to.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(sink);
            }
        }
    }

    /** Reads what is committed; not subscribed to anything yet. */
    public KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "enable.auto.commit",
                        false,
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    public List<TopicPartition> partitionsOf(String topic) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
        process.close();
    }

    private <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(START.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the broker does not answer (" + e + "): " + process.endOfLog(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
