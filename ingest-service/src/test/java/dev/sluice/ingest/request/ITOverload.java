// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.Latencies;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Four times as much comes as can be taken: some of it is taken, and quickly, the rest is refused, and nothing else happens. Kafka's own quota says how much
 * can be taken, so that this machine, which also has to make the load, is not what is overloaded.
 */
class ITOverload {

    private static final int LINES = 1_000;
    private static final String BODY = body();

    /** What Kafka takes, in requests of this test a second. */
    private static final double RATE = 40;

    private static final Duration SETTLING = Duration.ofSeconds(8);

    private static final int SENDERS = 64;
    private static final int FACTOR = 4;

    private final ConcurrentMap<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private volatile Latencies latencies = new Latencies();
    private final AtomicLong next = new AtomicLong();

    @Test
    void forTenSeconds() {
        overload(Duration.ofSeconds(10));
    }

    @Tag("faults")
    @Test
    void forAMinute() {
        overload(Duration.ofSeconds(60));
    }

    private void overload(Duration time) {
        String kafka = SharedStack.kafka().bootstrapServers();
        // Small, so that it is full before the machine is: the machine has to make the load, too.
        try (RunningIngest ingest = RunningIngest.start(
                        kafka, "sluice.ingest.budget=1MB", "spring.kafka.producer.buffer-memory=8MB");
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                KafkaConsumer<byte[], byte[]> consumer = fromNowOn(kafka)) {
            HttpRequest.Builder request = HttpRequest.newBuilder(ingest.uri("/api/v1/logs?format=text"))
                    .timeout(Duration.ofSeconds(30))
                    .POST(HttpRequest.BodyPublishers.ofString(BODY));
            limitProducers(kafka, RATE * BODY.length());
            // Kafka holds a client up for longer at first, when it knows its rate of a moment only.
            sendAtRate(client, request, FACTOR * RATE, SETTLING);
            accepted.clear();
            refused.clear();
            answers.clear();
            latencies = new Latencies();
            long before = heapInUse();
            long start = System.nanoTime();

            sendAtRate(client, request, FACTOR * RATE, time);

            double seconds = (System.nanoTime() - start) / 1e9;
            int all = answers.values().stream().mapToInt(AtomicInteger::get).sum();
            System.out.printf(
                    "can take %.0f requests/s, got %.0f/s for %.0f s: %s; accepted: %s; heap %d MB before and %d MB"
                            + " after%n",
                    RATE, all / seconds, seconds, answers, latencies, before >> 20, heapInUse() >> 20);
            assertThat(answers.keySet()).isSubsetOf(202, 429, 503);
            assertThat(accepted).isNotEmpty();
            assertThat(refused)
                    .as("refused: most of four times as much as can be taken")
                    .hasSizeGreaterThan(all / 2);
            assertThat(latencies.percentile(0.99)).isLessThan(Duration.ofSeconds(2));
            assertThat(heapInUse() - before)
                    .as("bytes of heap more than before")
                    .isLessThan(32 << 20);
            assertThat(ingest.bean(MeterRegistry.class)
                            .get("sluice.ingest.budget.used")
                            .gauge()
                            .value())
                    .isZero();
            assertInKafka(consumer);
        } finally {
            limitProducers(kafka, null);
        }
    }

    /** @param bytesPerSecond that Kafka takes from each client, null for no limit */
    private static void limitProducers(String kafka, Double bytesPerSecond) {
        ClientQuotaEntity everyClient =
                new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        ClientQuotaAlteration limit = new ClientQuotaAlteration(
                everyClient, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.alterClientQuotas(List.of(limit)).all().get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Of lines that no compression makes smaller, since Kafka's quota counts what is sent. */
    private static String body() {
        Random random = new Random(42);
        byte[] bytes = new byte[75];
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < LINES; line++) {
            random.nextBytes(bytes);
            lines.append(Base64.getEncoder().encodeToString(bytes)).append('\n');
        }
        return lines.toString();
    }

    /** Each sends when it is time to, whether the one before was answered in time or not: another one does then. */
    private void sendAtRate(HttpClient client, HttpRequest.Builder request, double perSecond, Duration time) {
        long interval = (long) (1e9 / perSecond);
        long start = System.nanoTime();
        long end = start + time.toNanos();
        AtomicLong turn = new AtomicLong();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.ofVirtual().start(() -> {
                for (long at = start + interval * turn.getAndIncrement();
                        at < end && System.nanoTime() < end;
                        at = start + interval * turn.getAndIncrement()) {
                    LockSupport.parkNanos(at - System.nanoTime());
                    send(client, request);
                }
            }));
        }
        senders.forEach(sender -> {
            try {
                sender.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void send(HttpClient client, HttpRequest.Builder request) {
        String key = "overload-" + next.getAndIncrement();
        HttpRequest keyed = request.copy().setHeader("Idempotency-Key", key).build();
        long start = System.nanoTime();
        try {
            int status =
                    client.send(keyed, HttpResponse.BodyHandlers.ofString()).statusCode();
            answers.computeIfAbsent(status, code -> new AtomicInteger()).incrementAndGet();
            if (status == 202) {
                latencies.add(System.nanoTime() - start);
                accepted.add(key);
            } else if (status == 429) {
                refused.add(key);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertInKafka(KafkaConsumer<byte[], byte[]> consumer) {
        Map<String, Integer> lines = new HashMap<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(chunk -> {
                Map<String, byte[]> headers = new HashMap<>();
                chunk.headers().forEach(header -> headers.put(header.key(), header.value()));
                lines.merge(ChunkHeaders.read(headers).batch(), chunk.value().length, Integer::sum);
            });
            return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        });
        assertThat(accepted).allSatisfy(key -> assertThat(lines).containsEntry(key, BODY.length()));
        assertThat(lines.keySet()).doesNotContainAnyElementsOf(refused);
    }

    private static KafkaConsumer<byte[], byte[]> fromNowOn(String kafka) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(Topics.RAW).stream()
                .map(info -> new TopicPartition(Topics.RAW, info.partition()))
                .toList());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        return consumer;
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
