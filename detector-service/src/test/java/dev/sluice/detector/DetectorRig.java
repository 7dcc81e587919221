// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.testing.TopicsForTests;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker with the topic of events, and detectors on it, each in a process of its own, which can be killed. */
final class DetectorRig implements AutoCloseable {

    private final Path folder;
    private final Path log;
    private final EmbeddedKafka kafka;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Process> detectors = new ArrayList<>();
    private boolean compilesFully;

    /**
     * @param test names the file in {@code target} that has what the detectors say, to be read when the test fails
     * @param partitions of the topic of events
     */
    DetectorRig(Path folder, Class<?> test, int partitions) throws ExecutionException, InterruptedException {
        this.folder = folder;
        log = Path.of("target", test.getSimpleName() + ".log");
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            TopicsForTests.create(admin, List.of(new NewTopic(Topics.PARSED, partitions, (short) 1)));
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** For times to be measured. Without it a start takes half as long. */
    void compileFully() {
        compilesFully = true;
    }

    void send(ProducerRecord<byte[], byte[]> event) {
        producer.send(event);
    }

    void flush() {
        producer.flush();
    }

    /** All that is committed. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /**
     * Starts a detector, and does not wait for it.
     *
     * @param state its folder; another start with the same one goes on from what is there
     * @param port 0 for any free one
     */
    Process start(String state, int port, String... settings) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (!compilesFully) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DetectorService.class.getName(),
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--server.port=" + port,
                // As short as the broker allows: after a kill the partitions are free after this time.
                "--spring.kafka.streams.properties.session.timeout.ms=6000",
                "--sluice.detector.state=" + folder.resolve(state)));
        command.addAll(List.of(settings));
        Process detector = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        detectors.add(detector);
        return detector;
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Kills what still runs. */
    @Override
    public void close() throws InterruptedException {
        for (Process detector : detectors) {
            detector.destroyForcibly().waitFor();
        }
        producer.close();
        kafka.close();
    }
}
