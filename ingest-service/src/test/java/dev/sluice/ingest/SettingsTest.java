// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.body.BodySettings;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.kafka.DeliverySettings;
import dev.sluice.settings.topics.TopicSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

/** Pins names and defaults: others rely on them. */
class SettingsTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @EnableConfigurationProperties({ChunkSettings.class, BodySettings.class, DeliverySettings.class, TopicSettings.class
    })
    private static class Settings {}

    @Test
    void defaults() {
        TopicSettings.Topic topic = new TopicSettings.Topic(8, null, null, Duration.ofDays(7), null);
        runner.run(context -> {
            assertThat(context.getBean(ChunkSettings.class))
                    .isEqualTo(new ChunkSettings(
                            DataSize.ofKilobytes(512), DataSize.ofMegabytes(1), DataSize.ofMegabytes(6)));
            assertThat(context.getBean(BodySettings.class))
                    .isEqualTo(new BodySettings(
                            DataSize.ofMegabytes(16),
                            Duration.ofSeconds(60),
                            DataSize.ofKilobytes(16),
                            DataSize.ofBytes(Runtime.getRuntime().maxMemory() / 4),
                            DataSize.ofBytes(partOf(Runtime.getRuntime().maxMemory() / 4)),
                            DataSize.ofMegabytes(64)));
            assertThat(context.getBean(DeliverySettings.class)).isEqualTo(new DeliverySettings(Duration.ofSeconds(10)));
            assertThat(context.getBean(TopicSettings.class))
                    .isEqualTo(new TopicSettings(
                            topic,
                            topic,
                            new TopicSettings.Parsed(null, Duration.ofDays(7)),
                            new TopicSettings.ParserState(null),
                            new TopicSettings.Ledger(null, Duration.ofDays(90)),
                            new TopicSettings.Rules(null)));
        });
    }

    @Test
    void topicsAreSetByTheirNames() {
        runner.withPropertyValues(
                        "sluice.topics.raw.partitions=3",
                        "sluice.topics.raw.replication=2",
                        "sluice.topics.raw.min-in-sync-replicas=1",
                        "sluice.topics.raw.retention=1h",
                        "sluice.topics.raw.max-message-bytes=9MB",
                        "sluice.topics.raw-dlt.retention=30d")
                .run(context -> {
                    TopicSettings topics = context.getBean(TopicSettings.class);
                    assertThat(topics.raw())
                            .isEqualTo(new TopicSettings.Topic(
                                    3, (short) 2, 1, Duration.ofHours(1), DataSize.ofMegabytes(9)));
                    assertThat(topics.rawDlt().retention()).isEqualTo(Duration.ofDays(30));
                });
    }

    /** Half of what there is, but enough for the longest body, and never all. */
    @ParameterizedTest
    @CsvSource({
        "400MB, 16MB, 209715200",
        "100MB, 16MB, 83886080",
        "40MB, 16MB, 36700160",
        "20MB, 1MB, 10485760",
        "1B, 16MB, 1"
    })
    void oneSenderHasAPartOfTheBudget(String budget, String maxBody, long part) {
        runner.withPropertyValues("sluice.ingest.budget=" + budget, "sluice.ingest.max-body=" + maxBody)
                .run(context -> assertThat(context.getBean(BodySettings.class).senderBudget())
                        .isEqualTo(DataSize.ofBytes(part)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0B", "1048577B"})
    void aPartThatIsNoneIsRefusedByName(String part) {
        runner.withPropertyValues("sluice.ingest.budget=1MB", "sluice.ingest.sender-budget=" + part)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("sluice.ingest.sender-budget must be between 1B and sluice.ingest.budget"
                                + " (1048576B), was " + part));
    }

    @ParameterizedTest
    @CsvSource({
        "sluice.ingest.max-body=2GB, 'sluice.ingest.max-body must be between 1B and 100MB, was 2147483648B'",
        "sluice.ingest.max-line=1KB, 'sluice.ingest.max-line must be between sluice.ingest.chunk-size (524288B) and"
                + " 100MB, was 1024B'",
        "sluice.ingest.chunk-size=0, 'sluice.ingest.chunk-size must be between 1B and 100MB, was 0B'",
        "sluice.ingest.max-payload=0, 'sluice.ingest.max-payload must be between 1B and 100MB, was 0B'",
        "sluice.ingest.budget=0, 'sluice.ingest.budget must be positive, was 0B'",
        "sluice.ingest.body-rate=0B, 'sluice.ingest.body-rate must be positive, was 0B'",
        "sluice.ingest.body-timeout=0s, 'sluice.ingest.body-timeout must be positive, was PT0S'",
        "sluice.ingest.deadline=10ms, 'sluice.ingest.deadline must be between 1s and 2m, was PT0.01S'",
    })
    void whatCannotWorkIsRefusedByName(String setting, String message) {
        runner.withPropertyValues(setting)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(message));
    }

    private static long partOf(long budget) {
        return Math.max(
                budget / 2,
                Math.min(budget / 8 * 7, 5 * DataSize.ofMegabytes(16).toBytes()));
    }
}
