// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.doctor;

import dev.sluice.model.Topics;
import dev.sluice.operations.doctor.ClusterFacts.TopicFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Judges what a cluster says of itself. Each rule says which promise rests on it. */
final class ClusterChecks {

    static final String OFFSETS_TOPIC = "__consumer_offsets";
    static final String TRANSACTIONS_TOPIC = "__transaction_state";
    static final String OFFSETS_RETENTION = "offsets.retention.minutes";

    /** What is read on its way: a reader's outage that lasts longer than their retention loses records. */
    private static final Set<String> DATA = Set.of(Topics.RAW, Topics.PARSED);

    private static final Set<String> COMPACTED = Set.of(
            Topics.PARSER_STATE, Topics.DEAD_LETTER_RESOLUTIONS, Topics.RULES, Topics.DETECTIONS, Topics.ERASURES);

    private static final List<String> OURS = List.of(
            Topics.RAW,
            Topics.PARSED,
            Topics.PARSER_STATE,
            Topics.LEDGER,
            Topics.RULES,
            Topics.RAW_DEAD_LETTERS,
            Topics.ELASTICSEARCH_DEAD_LETTERS,
            Topics.S3_DEAD_LETTERS,
            Topics.DEAD_LETTER_RESOLUTIONS,
            Topics.ERASURES,
            Topics.ALERTS,
            Topics.METRICS,
            Topics.DETECTOR_TRAFFIC,
            Topics.DETECTIONS,
            Topics.DETECTOR_SIGNALS,
            Topics.DETECTOR_PAGES);

    private static final long SHORT_RETENTION = Duration.ofHours(24).toMillis();

    private final ClusterFacts cluster;
    private final List<Finding> findings = new ArrayList<>();

    private ClusterChecks(ClusterFacts cluster) {
        this.cluster = cluster;
    }

    /** All topics that are looked at. */
    static List<String> topics() {
        List<String> topics = new ArrayList<>(OURS);
        topics.add(OFFSETS_TOPIC);
        topics.add(TRANSACTIONS_TOPIC);
        return topics;
    }

    static List<Finding> of(ClusterFacts cluster) {
        ClusterChecks checks = new ClusterChecks(cluster);
        checks.transactions();
        for (String name : OURS) {
            cluster.topic(name)
                    .ifPresentOrElse(
                            checks::topic,
                            () -> checks.findings.add(Finding.ok(name, "is not there yet; a service makes it")));
        }
        cluster.topics().stream()
                .filter(topic -> Topics.holdsDeadLetters(topic.name()) && !OURS.contains(topic.name()))
                .forEach(checks::topic);
        cluster.topic(OFFSETS_TOPIC).ifPresent(checks::copies);
        cluster.topic(TRANSACTIONS_TOPIC).ifPresent(checks::copies);
        checks.samePartitions();
        checks.offsetsRetention();
        return List.copyOf(checks.findings);
    }

    /** Without the second version a transaction can take in what was sent for the one before it (KIP-890). */
    private void transactions() {
        int version = cluster.transactionVersion();
        findings.add(
                version >= 2
                        ? Finding.ok("transaction.version", "is " + version)
                        : Finding.failure(
                                "transaction.version",
                                "is " + version
                                        + "; below 2 a delayed request can end up in a later transaction, so events"
                                        + " can be lost or doubled",
                                "run Kafka 4.0 or newer on every broker, then kafka-features upgrade --feature"
                                        + " transaction.version=2"));
    }

    private void topic(TopicFacts topic) {
        copies(topic);
        if (topic.name().equals(Topics.RAW)) {
            timestamps(topic);
        }
        if (DATA.contains(topic.name())) {
            retention(topic);
        }
        if (COMPACTED.contains(topic.name())) {
            compaction(topic);
        }
    }

    /** "Acknowledged means kept" is as strong as the number of brokers that have a record when it is acknowledged. */
    private void copies(TopicFacts topic) {
        int before = findings.size();
        String name = topic.name();
        if (topic.withoutLeader() > 0) {
            findings.add(Finding.failure(
                    name,
                    topic.withoutLeader() + " of " + topic.partitions() + " partitions have no leader",
                    "start the brokers that hold them"));
        }
        if (Boolean.parseBoolean(topic.config().get("unclean.leader.election.enable"))) {
            findings.add(Finding.failure(
                    name,
                    "a replica that lacks records may become leader: acknowledged records can vanish",
                    "set unclean.leader.election.enable=false"));
        }
        long inSync = number(topic.config(), "min.insync.replicas").orElse(1);
        if (topic.replicas() == 1) {
            findings.add(Finding.warning(
                    name,
                    "has one copy: a lost disk loses what was acknowledged",
                    cluster.brokers() < 3
                            ? "run three brokers and make the topic with 3 replicas"
                            : "raise it to 3 replicas (kafka-reassign-partitions) and min.insync.replicas to 2"));
        } else if (inSync < 2) {
            findings.add(Finding.warning(
                    name,
                    "a record is acknowledged with one copy while other replicas are away (min.insync.replicas="
                            + inSync + ")",
                    "set min.insync.replicas=2"));
        } else if (inSync >= topic.replicas()) {
            findings.add(Finding.warning(
                    name,
                    "nothing can be written while one broker is away (" + topic.replicas()
                            + " replicas, min.insync.replicas=" + inSync + ")",
                    "raise it to " + (inSync + 1) + " replicas"));
        }
        if (topic.underReplicated() > 0) {
            findings.add(Finding.warning(
                    name,
                    topic.underReplicated() + " of " + topic.partitions() + " partitions lack replicas now",
                    "see which broker is away or behind"));
        }
        if (findings.size() == before) {
            findings.add(Finding.ok(name, topic.replicas() + " replicas, of which " + inSync + " must have a record"));
        }
    }

    /** Kafka deletes by a record's time, which must not be that of a sender's clock. */
    private void timestamps(TopicFacts topic) {
        String type = topic.config().getOrDefault("message.timestamp.type", "CreateTime");
        if (!type.equals("LogAppendTime")) {
            findings.add(Finding.warning(
                    topic.name(),
                    "is deleted by the clock of ingest's hosts, not of the brokers (message.timestamp.type=" + type
                            + ")",
                    "set message.timestamp.type=LogAppendTime"));
        }
    }

    /** A reader that is away for longer than the retention misses records; that is told, but cannot be undone. */
    private void retention(TopicFacts topic) {
        long millis = number(topic.config(), "retention.ms").orElse(-1);
        if (millis >= 0 && millis < SHORT_RETENTION) {
            findings.add(Finding.warning(
                    topic.name(),
                    "is kept for " + Duration.ofMillis(millis)
                            + ": a store or service that is away for longer misses records",
                    "raise retention.ms"));
        }
        long bytes = number(topic.config(), "retention.bytes").orElse(-1);
        if (bytes >= 0) {
            findings.add(Finding.warning(
                    topic.name(),
                    "is cut at " + bytes + " bytes a partition, whether it was read or not",
                    "set retention.bytes=-1 and size the disk for retention.ms"));
        }
    }

    /** What is remembered may not be deleted by age. */
    private void compaction(TopicFacts topic) {
        String policy = topic.config().getOrDefault("cleanup.policy", "delete");
        if (!policy.equals("compact")) {
            findings.add(Finding.failure(
                    topic.name(),
                    "forgets by age (cleanup.policy=" + policy + "): what is sent again later would be stored twice",
                    "set cleanup.policy=compact"));
        }
    }

    /** A chunk, its events and what is remembered of it have the same partition. */
    private void samePartitions() {
        cluster.topic(Topics.RAW).ifPresent(raw -> {
            for (String name : List.of(Topics.PARSED, Topics.PARSER_STATE, Topics.LEDGER)) {
                cluster.topic(name)
                        .filter(topic -> topic.partitions() != raw.partitions())
                        .ifPresent(topic -> findings.add(Finding.failure(
                                name,
                                "has " + topic.partitions() + " partitions, " + Topics.RAW + " has " + raw.partitions()
                                        + "; they must be as many",
                                "./sluice partitions N")));
            }
        });
    }

    /** A sink that has no committed offset any more reads again from the start, and writes the lake under other keys. */
    private void offsetsRetention() {
        OptionalLong minutes = number(cluster.brokerConfig(), OFFSETS_RETENTION);
        if (minutes.isEmpty()) {
            return;
        }
        Duration kept = Duration.ofMinutes(minutes.getAsLong());
        Duration events = cluster.topic(Topics.PARSED)
                .map(topic ->
                        Duration.ofMillis(number(topic.config(), "retention.ms").orElse(0)))
                .orElse(Duration.ZERO);
        findings.add(
                kept.compareTo(events) >= 0
                        ? Finding.ok(OFFSETS_RETENTION, "offsets outlive the events (" + kept + ")")
                        : Finding.warning(
                                OFFSETS_RETENTION,
                                "the offsets of a group without members are kept for " + kept + ", events for " + events
                                        + ": a sink that is scaled to 0 for longer reads again what it has stored",
                                "set " + OFFSETS_RETENTION + "=" + events.toMinutes() + " or more on the brokers"));
    }

    private static OptionalLong number(Map<String, String> config, String name) {
        try {
            return OptionalLong.of(Long.parseLong(config.getOrDefault(name, "")));
        } catch (NumberFormatException ignored) {
            // Not given, or a broker that writes it otherwise: nothing can be said.
            return OptionalLong.empty();
        }
    }
}
