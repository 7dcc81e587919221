// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Topics;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender over TCP is slowed while Kafka is away, and loses nothing. */
class ITSyslogKafkaAway {

    private static final int MESSAGES = 300_000;
    private static final String TEXT = "x".repeat(80);

    @TempDir
    private Path data;

    @Test
    void theSenderWaitsAndEveryMessageIsThereOnceAndInOrder() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
        int port = kafka.port();
        try (RunningIngest ingest = RunningIngest.start(
                        kafka.bootstrapServers(),
                        "sluice.ingest.deadline=2s",
                        "sluice.ingest.syslog.tcp-port=0",
                        "sluice.ingest.chunk-size=100KB",
                        "sluice.ingest.syslog.batch-size=200KB");
                Socket socket = new Socket(
                        "127.0.0.1",
                        ingest.bean(SyslogListeners.class)
                                .port(SyslogTransport.TCP)
                                .orElseThrow())) {
            assertThat(ingest.post("/api/v1/logs", "so that the topics are there\n")
                            .statusCode())
                    .isEqualTo(202);
            Topic raw = Topic.fromNowOn(kafka.bootstrapServers(), Topics.RAW);
            AtomicInteger sent = new AtomicInteger();
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendAll(socket, sent));
            await().until(() -> sent.get() > MESSAGES / 100);
            kafka.close();

            await("the sender to stand still")
                    .atMost(Duration.ofSeconds(20))
                    .until(new Standstill(sent, Duration.ofSeconds(2))::isReached);
            assertThat(sent.get()).isLessThan(MESSAGES);

            kafka = EmbeddedKafka.start(data, port);
            sender.get(60, java.util.concurrent.TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(byNumber(raw)).hasSize(MESSAGES));
            Map<Long, String> all = byNumber(raw);
            for (long i = 0; i < MESSAGES; i++) {
                assertThat(all.get(i)).isEqualTo(message(i));
            }
        } finally {
            kafka.close();
        }
    }

    /** What the parser makes of it: of several with the same number the first counts. */
    private static Map<Long, String> byNumber(Topic raw) {
        Map<Long, String> lines = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> chunk : raw.records()) {
            long number = ChunkHeaders.read(Topic.headers(chunk)).line();
            for (String line : new String(chunk.value(), UTF_8).split("\n")) {
                lines.putIfAbsent(number++, line);
            }
        }
        return lines;
    }

    private static void sendAll(Socket socket, AtomicInteger sent) {
        try {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1024);
            for (int i = 0; i < MESSAGES; i++) {
                out.write((message(i) + "\n").getBytes(UTF_8));
                sent.incrementAndGet();
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String message(long number) {
        return "<13>1 - host app - - - " + TEXT + number;
    }

    /** Whether a number has stayed the same for a time. */
    private static final class Standstill {

        private final AtomicInteger number;
        private final Duration time;
        private int last = -1;
        private long since;

        Standstill(AtomicInteger number, Duration time) {
            this.number = number;
            this.time = time;
        }

        boolean isReached() {
            int now = number.get();
            if (now != last) {
                last = now;
                since = System.nanoTime();
            }
            return System.nanoTime() - since > time.toNanos();
        }
    }
}
