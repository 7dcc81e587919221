// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sluice.model.Topics;
import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.util.unit.DataSize;

/** A sink whose consumer ends by itself is not up and idle for ever. */
class SinkRunnerTest {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<MockConsumer<byte[], byte[]>> made = new CopyOnWriteArrayList<>();
    private final AtomicBoolean refusing = new AtomicBoolean();

    @Test
    void aConsumerThatKafkaRefusesIsStartedAnew() {
        SinkRunner runner = runner();
        runner.start();
        try {
            await().atMost(WITHIN).until(() -> made.size() == 1);
            made.getFirst().setPollException(new TopicAuthorizationException(Topics.PARSED));

            await().atMost(WITHIN).until(() -> made.size() == 2);
            await().atMost(WITHIN).until(() -> !made.getLast().subscription().isEmpty());
            assertThat(made.getFirst().closed()).isTrue();
            assertThat(registry.counter("sluice.sink.restarts", "store", "fake", "reason", "AUTH")
                            .count())
                    .isEqualTo(1);
        } finally {
            runner.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConsumerThatCannotBeMadeIsTriedAgain(boolean atTheStart) {
        SinkRunner runner = runner();
        refusing.set(atTheStart);
        runner.start();
        try {
            if (!atTheStart) {
                await().atMost(WITHIN).until(() -> made.size() == 1);
                refusing.set(true);
                made.getFirst().setPollException(new TopicAuthorizationException(Topics.PARSED));
            }
            int before = made.size();
            await().during(Duration.ofMillis(700)).atMost(WITHIN).until(() -> made.size() == before);
            refusing.set(false);
            await().atMost(WITHIN).until(() -> made.size() == before + 1);
        } finally {
            runner.stop();
        }
    }

    @SuppressWarnings("unchecked")
    private SinkRunner runner() {
        ConsumerFactory<byte[], byte[]> consumers = mock(ConsumerFactory.class);
        when(consumers.createConsumer(any(), any(), any(), any())).thenAnswer(call -> {
            if (refusing.get()) {
                throw new KafkaException("No resolvable bootstrap urls given in bootstrap.servers");
            }
            MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
            made.add(consumer);
            return consumer;
        });
        KafkaAdmin admin = mock(KafkaAdmin.class);
        when(admin.initialize()).thenReturn(true);
        StoreStatus status = new StoreStatus("fake", CLOCK);
        return new SinkRunner(
                Topics.PARSED,
                new ConsumerSettings(
                        null, 1, 100, DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), Duration.ofSeconds(1)),
                consumers,
                admin,
                (start, book) -> {
                    throw new AssertionError("no partition is assigned");
                },
                status,
                new SinkMetrics(registry, "fake", CLOCK, status, Tracing.off()),
                (partition, key, segment) -> CompletableFuture.completedFuture(null),
                CLOCK);
    }
}
