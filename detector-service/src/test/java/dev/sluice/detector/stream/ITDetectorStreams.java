// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/** What cannot start now starts when it can, and says until then what it waits for. */
class ITDetectorStreams {

    private static final String TOPIC = "events";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void waitsForItsTopics() throws Exception {
        DetectorStreams waiting = streams("of-topics", new AtomicInteger());
        waiting.start();
        try {
            await().atMost(WITHIN).until(() -> waitsFor(waiting).contains(TOPIC));
            makeTopic();
            awaitUp(waiting);
        } finally {
            waiting.stop();
        }
    }

    @Test
    void startsWhenItsFolderIsFree() throws Exception {
        makeTopic();
        DetectorStreams holder = streams("of-folder", new AtomicInteger());
        AtomicInteger attempts = new AtomicInteger();
        DetectorStreams second = streams("of-folder", attempts);
        holder.start();
        try {
            awaitUp(holder);
            second.start();
            await().atMost(WITHIN).until(() -> attempts.get() > 1);
            assertThat(second.health().getStatus()).isNotEqualTo(Status.UP);
            assertThat(waitsFor(second)).contains("state");
        } finally {
            holder.stop();
        }
        try {
            awaitUp(second);
        } finally {
            second.stop();
        }
    }

    private static void awaitUp(DetectorStreams streams) {
        await().atMost(WITHIN).until(() -> streams.health().getStatus().equals(Status.UP));
    }

    private static String waitsFor(DetectorStreams streams) {
        return String.valueOf(streams.health().getDetails().get("waits for"));
    }

    private void makeTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private DetectorStreams streams(String name, AtomicInteger attempts) {
        Properties config = new Properties();
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
        config.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
        return new DetectorStreams(
                () -> {
                    attempts.incrementAndGet();
                    return counting();
                },
                Set.of(TOPIC),
                config,
                new DetectorClients(new UncommittedTraffic()));
    }

    /** With something to keep, so that the folder matters. */
    private static Topology counting() {
        return new Topology()
                .addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), TOPIC)
                .addProcessor("count", Ignoring::new, "source")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("counts"), Serdes.ByteArray(), Serdes.ByteArray()),
                        "count");
    }

    private static final class Ignoring extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> event) {}
    }
}
