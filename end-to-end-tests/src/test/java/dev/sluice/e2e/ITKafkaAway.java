// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.ingest.IngestService;
import dev.sluice.model.Topics;
import dev.sluice.parser.ParserService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Kafka goes and comes back while a sender wants to send. */
class ITKafkaAway {

    private static final int LINES = 5_000;

    @Test
    void aRequestIsRefusedWhileKafkaIsAwayAndTakenOnceItIsBack() throws IOException {
        try (TemporaryFolder folder = new TemporaryFolder("kafka-away")) {
            EmbeddedKafka kafka = EmbeddedKafka.start(folder.path(), 0);
            int port = kafka.port();
            try (ConfigurableApplicationContext service = run(IngestService.application(), kafka);
                    ConfigurableApplicationContext ignored = run(ParserService.application(), kafka)) {
                Ingest ingest = new Ingest(URI.create(
                        "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port")));
                assertThat(ingest.post("format=apache_common", lines("before", 1))
                                .statusCode())
                        .isEqualTo(202);
                kafka.close();
                byte[] body = lines("during", LINES);
                long start = System.nanoTime();

                HttpResponse<String> refused = ingest.post("format=apache_common", body);

                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");

                kafka = EmbeddedKafka.start(folder.path(), port);
                String servers = kafka.bootstrapServers();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> ingest.post("format=apache_common", body).statusCode() == 202);
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(Topic.read(servers, Topics.PARSED))
                                .as("only what was accepted, and all of it")
                                .hasSize(1 + LINES)
                                .extracting(ITKafkaAway::key)
                                .doesNotHaveDuplicates());
                LedgerJudge.assertLinesClosed(servers);
            } finally {
                kafka.close();
            }
        }
    }

    private static ConfigurableApplicationContext run(SpringApplicationBuilder application, EmbeddedKafka kafka) {
        return application.run(
                "--server.port=0",
                "--management.server.port=0",
                "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA",
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
    }

    private static byte[] lines(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /" + name + "/" + i + " HTTP/1.1\" 200 5")
                .collect(Collectors.joining("\n"))
                .getBytes(UTF_8);
    }

    private static String key(ConsumerRecord<byte[], byte[]> event) {
        return new String(event.key(), UTF_8);
    }
}
