// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Topics;
import dev.sluice.operations.doctor.Finding.Level;
import dev.sluice.operations.testing.Broker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker is asked. */
class ITClusterDoctor {

    @TempDir
    private Path folder;

    @Test
    void readsWhatTheClusterSays() throws Exception {
        try (Broker broker = new Broker(folder.resolve("kafka"))) {
            broker.createTopic(Topics.RAW, 2);
            broker.createTopic(Topics.PARSED, 3);
            broker.createTopic(Topics.PARSER_STATE, 2);

            ClusterDoctor doctor = new ClusterDoctor(broker.connection());

            // A topic is made before each broker knows of it.
            List<Finding> findings = await().atMost(Duration.ofSeconds(60))
                    .until(
                            doctor::examine,
                            found -> level(found, Topics.PARSER_STATE).size() == 2);

            assertThat(level(findings, "transaction.version")).containsExactly(Level.OK);
            assertThat(level(findings, Topics.RAW)).containsExactly(Level.WARNING, Level.WARNING);
            assertThat(level(findings, Topics.PARSED)).containsExactly(Level.WARNING, Level.FAILURE);
            assertThat(level(findings, Topics.PARSER_STATE)).containsExactly(Level.WARNING, Level.FAILURE);
            assertThat(level(findings, Topics.S3_DEAD_LETTERS)).containsExactly(Level.OK);
            assertThat(level(findings, ClusterChecks.OFFSETS_RETENTION)).hasSize(1);
        }
    }

    private static List<Level> level(List<Finding> findings, String subject) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .map(Finding::level)
                .toList();
    }

    @Test
    void aClusterThatDoesNotAnswerIsSaid() {
        Map<String, Object> nobody =
                Map.of("bootstrap.servers", "127.0.0.1:9", "request.timeout.ms", 500, "default.api.timeout.ms", 1_000);

        assertThatThrownBy(() -> new ClusterDoctor(nobody).examine())
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("cannot be examined");
    }
}
