// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Topics;
import dev.sluice.operations.doctor.ClusterFacts.TopicFacts;
import dev.sluice.operations.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ClusterChecksTest {

    private static final Map<String, String> SAFE = Map.of(
            "min.insync.replicas",
            "2",
            "unclean.leader.election.enable",
            "false",
            "message.timestamp.type",
            "LogAppendTime",
            "retention.ms",
            "604800000",
            "retention.bytes",
            "-1",
            "cleanup.policy",
            "compact");
    private static final Map<String, String> BROKER = Map.of(ClusterChecks.OFFSETS_RETENTION, "10080");

    @Test
    void aClusterWithThreeCopiesAndTransactionsOfTheSecondVersionIsFine() {
        assertThat(ClusterChecks.of(cluster(topic -> topic)))
                .extracting(Finding::level)
                .hasSizeGreaterThan(9)
                .containsOnly(Level.OK);
    }

    @Test
    void topicsThatAreYetToBeMadeAreNoFault() {
        assertThat(ClusterChecks.of(new ClusterFacts(3, 2, BROKER, List.of())))
                .extracting(Finding::level)
                .containsOnly(Level.OK);
    }

    @Test
    void olderTransactionsAreAFailure() {
        List<Finding> findings = ClusterChecks.of(new ClusterFacts(3, 1, BROKER, List.of()));

        assertThat(findings.getFirst().level()).isEqualTo(Level.FAILURE);
        assertThat(findings.getFirst().message()).startsWith("is 1");
        assertThat(findings.getFirst().remedy()).contains("transaction.version=2");
    }

    @Test
    void saysWhatCopiesAreMissing() {
        assertFinding(topic -> replicas(topic, 1), Level.WARNING, "one copy", "3 replicas");
        assertFinding(
                topic -> with(topic, "min.insync.replicas", "1"), Level.WARNING, "acknowledged with one copy", "=2");
        assertFinding(topic -> with(topic, "min.insync.replicas", "3"), Level.WARNING, "while one broker is away", "4");
        assertFinding(
                topic -> with(topic, "unclean.leader.election.enable", "true"),
                Level.FAILURE,
                "acknowledged records can vanish",
                "unclean.leader.election.enable=false");
        assertFinding(topic -> broken(topic, 2, 0), Level.FAILURE, "2 of 8 partitions have no leader", "brokers");
        assertFinding(topic -> broken(topic, 0, 3), Level.WARNING, "3 of 8 partitions lack replicas", "broker");
    }

    @Test
    void saysWhatKafkaWouldDeleteTooEarly() {
        assertFinding(
                topic -> with(topic, "message.timestamp.type", "CreateTime"), Level.WARNING, "clock", "LogAppendTime");
        assertFinding(topic -> with(topic, "retention.ms", "3600000"), Level.WARNING, "kept for PT1H", "retention.ms");
        assertFinding(topic -> with(topic, "retention.bytes", "1000"), Level.WARNING, "cut at 1000 bytes", "-1");
    }

    @Test
    void whatIsRememberedMustNotBeForgottenByAge() {
        ClusterFacts cluster = cluster(topic ->
                topic.name().equals(Topics.PARSER_STATE) ? with(topic, "cleanup.policy", "compact,delete") : topic);

        assertThat(worst(cluster))
                .extracting(Finding::level, Finding::subject)
                .containsExactly(Level.FAILURE, Topics.PARSER_STATE);
    }

    @Test
    void topicsThatBelongTogetherHaveAsManyPartitions() {
        ClusterFacts cluster = cluster(topic ->
                topic.name().equals(Topics.PARSED) ? new TopicFacts(topic.name(), 6, 3, 0, 0, topic.config()) : topic);

        assertThat(worst(cluster).message()).contains("has 6 partitions, logs.raw has 8");
    }

    @Test
    void offsetsMustOutliveEvents() {
        ClusterFacts cluster = new ClusterFacts(
                3,
                2,
                Map.of(ClusterChecks.OFFSETS_RETENTION, "1440"),
                cluster(topic -> topic).topics());

        assertThat(worst(cluster).level()).isEqualTo(Level.WARNING);
        assertThat(worst(cluster).remedy()).contains("offsets.retention.minutes=10080");
    }

    /** Of {@code logs.raw}. */
    private static void assertFinding(UnaryOperator<TopicFacts> change, Level level, String message, String remedy) {
        ClusterFacts cluster = cluster(topic -> topic.name().equals(Topics.RAW) ? change.apply(topic) : topic);
        List<Finding> bad = ClusterChecks.of(cluster).stream()
                .filter(finding -> finding.level() != Level.OK)
                .toList();

        assertThat(bad).first().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.subject()).isEqualTo(Topics.RAW);
            assertThat(finding.message()).contains(message);
            assertThat(finding.remedy()).contains(remedy);
        });
        assertThat(bad).hasSize(1);
    }

    private static Finding worst(ClusterFacts cluster) {
        return ClusterChecks.of(cluster).stream()
                .max((a, b) -> a.level().compareTo(b.level()))
                .orElseThrow();
    }

    private static ClusterFacts cluster(UnaryOperator<TopicFacts> change) {
        List<TopicFacts> topics = new ArrayList<>();
        ClusterChecks.topics().forEach(name -> topics.add(change.apply(new TopicFacts(name, 8, 3, 0, 0, SAFE))));
        return new ClusterFacts(3, 2, BROKER, topics);
    }

    private static TopicFacts with(TopicFacts topic, String name, String value) {
        Map<String, String> config = new HashMap<>(topic.config());
        config.put(name, value);
        return new TopicFacts(topic.name(), topic.partitions(), topic.replicas(), 0, 0, config);
    }

    private static TopicFacts replicas(TopicFacts topic, int replicas) {
        return new TopicFacts(topic.name(), topic.partitions(), replicas, 0, 0, topic.config());
    }

    private static TopicFacts broken(TopicFacts topic, int withoutLeader, int underReplicated) {
        return new TopicFacts(
                topic.name(), topic.partitions(), topic.replicas(), withoutLeader, underReplicated, topic.config());
    }
}
