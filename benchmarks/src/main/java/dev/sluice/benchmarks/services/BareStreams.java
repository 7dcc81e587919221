// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import dev.sluice.model.Topics;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What Kafka Streams alone takes: reads events exactly once, and copies each to another topic or does nothing with it.
 *
 * <p>Arguments: the brokers, {@code copy} or {@code read}, the folder of its state.
 */
public final class BareStreams {

    static final String GROUP = "bare-streams";
    static final String COPIES = "copies";
    static final int TRANSACTION_MS = 120_000;

    private BareStreams() {}

    public static void main(String[] arguments) {
        Properties config = new Properties();
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, GROUP);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, arguments[2]);
        config.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        config.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), TRANSACTION_MS);
        Topology topology = new Topology()
                .addSource("events", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.PARSED);
        if (arguments[1].equals("copy")) {
            topology.addSink("copies", COPIES, new ByteArraySerializer(), new ByteArraySerializer(), "events");
        } else {
            topology.addProcessor("nothing", Ignoring::new, "events");
        }
        new KafkaStreams(topology, config).start();
    }

    private static final class Ignoring extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> event) {}
    }
}
