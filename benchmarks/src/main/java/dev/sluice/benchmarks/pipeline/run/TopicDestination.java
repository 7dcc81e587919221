// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** A topic that events come out at. */
public final class TopicDestination implements Destination {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final BenchBroker broker;
    private final String topic;
    private final List<String> topics;

    /**
     * @param topic that the events are in
     * @param others topics of the contestant on the way there, whose bytes count too
     */
    public TopicDestination(BenchBroker broker, String topic, String... others) {
        this.broker = broker;
        this.topic = topic;
        topics = java.util.stream.Stream.concat(java.util.stream.Stream.of(topic), java.util.stream.Stream.of(others))
                .toList();
    }

    private record Offsets(Map<TopicPartition, Long> ends) implements Mark {

        long sum() {
            return ends.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public BenchBroker broker() {
        return broker;
    }

    public String topic() {
        return topic;
    }

    @Override
    public Mark mark() {
        return new Offsets(broker.ends(topic));
    }

    @Override
    public long countSince(Mark mark) {
        return new Offsets(broker.ends(topic)).sum() - ((Offsets) mark).sum();
    }

    @Override
    public void readSince(Mark mark, Consumer<byte[]> events) {
        broker.read(((Offsets) mark).ends(), broker.ends(topic), found -> events.accept(found.value()));
    }

    @Override
    public Watch watch(Mark mark, Consumer<byte[]> events) {
        KafkaConsumer<byte[], byte[]> consumer = broker.consumer();
        Map<TopicPartition, Long> from = ((Offsets) mark).ends();
        Thread reader = Thread.ofPlatform().daemon().name("watch").start(() -> {
            try (consumer) {
                consumer.assign(from.keySet());
                from.forEach(consumer::seek);
                while (true) {
                    consumer.poll(POLL).forEach(found -> events.accept(found.value()));
                }
            } catch (WakeupException closed) {
                // It was told to end.
            }
        });
        return () -> {
            consumer.wakeup();
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Override
    public long kafkaBytes() {
        return broker.bytes(topics);
    }

    @Override
    public void forget() {
        topics.forEach(broker::empty);
    }
}
