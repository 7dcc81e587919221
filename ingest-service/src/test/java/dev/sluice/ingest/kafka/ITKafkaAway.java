// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITKafkaAway {

    private static final String LOGS = "/api/v1/logs";
    private static final String READINESS = "/actuator/health/readiness";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @TempDir
    private Path data;

    @Test
    void refusedWhileKafkaIsAwayAndTakenWhenItIsBack() {
        EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
        int port = kafka.port();
        try (RunningIngest ingest = RunningIngest.start(kafka.bootstrapServers())) {
            Topic raw;
            try {
                assertThat(ingest.post(LOGS, "before\n").statusCode()).isEqualTo(202);
                awaitReadiness(ingest, 200);
                raw = Topic.fromNowOn(kafka.bootstrapServers(), Topics.RAW);
            } finally {
                kafka.close();
            }

            assertRefusedInTime(ingest, "refused\n", "Idempotency-Key", "k-1");
            assertRefusedInTime(ingest, "refused too\n");
            awaitReadiness(ingest, 503);

            try (EmbeddedKafka back = EmbeddedKafka.start(data, port)) {
                assertThat(back.port()).isEqualTo(port);
                awaitReadiness(ingest, 200);
                assertThat(ingest.post(LOGS, "refused\n", "Idempotency-Key", "k-1")
                                .statusCode())
                        .isEqualTo(202);
                assertThat(raw.records())
                        .extracting(record -> new String(record.value(), UTF_8))
                        .containsExactly("refused\n");
            }
        }
    }

    @Test
    void startsWithoutKafkaAndMakesTheTopicsWhenItIsThere() throws Exception {
        int port = freePort();
        try (RunningIngest ingest = RunningIngest.start(
                "127.0.0.1:" + port,
                "sluice.topics.raw.partitions=3",
                "sluice.topics.raw.retention=1h",
                "sluice.ingest.deadline=5s")) {
            awaitReadiness(ingest, 503);
            HttpResponse<String> refused = assertRefusedInTime(ingest, "early\n");
            assertThat(refused.body()).contains("nothing of the request was accepted: send it again later");

            try (EmbeddedKafka kafka = EmbeddedKafka.start(data, port)) {
                await().atMost(DEADLINE)
                        .untilAsserted(() -> assertThat(ingest.post(LOGS, "a\n").statusCode())
                                .isEqualTo(202));
                assertTopic(kafka.bootstrapServers());
            }
        }
    }

    private static void assertTopic(String bootstrapServers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            TopicDescription raw = admin.describeTopics(java.util.List.of(Topics.RAW))
                    .allTopicNames()
                    .get()
                    .get(Topics.RAW);
            assertThat(raw.partitions()).hasSize(3);
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.RAW);
            assertThat(admin.describeConfigs(java.util.List.of(resource))
                            .all()
                            .get()
                            .get(resource)
                            .get("retention.ms")
                            .value())
                    .isEqualTo("3600000");
        }
    }

    private static HttpResponse<String> assertRefusedInTime(RunningIngest ingest, String body, String... headers) {
        long start = System.nanoTime();
        HttpResponse<String> answer = ingest.post(LOGS, body, headers);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).get().asString().matches("[1-5]");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return answer;
    }

    private static void awaitReadiness(RunningIngest ingest, int status) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(ingest.getManagement(READINESS).statusCode()).isEqualTo(status));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
