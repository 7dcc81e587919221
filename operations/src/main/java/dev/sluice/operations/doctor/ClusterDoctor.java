// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.doctor;

import dev.sluice.model.Topics;
import dev.sluice.operations.doctor.ClusterFacts.TopicFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a Kafka cluster for what Sluice relies on, and says what is not as it should be. Changes nothing. */
public final class ClusterDoctor {

    private static final String TRANSACTION_VERSION = "transaction.version";

    private final Map<String, Object> kafka;

    /** @param kafka settings for Kafka's clients; whoever asks needs the right to describe cluster, topics and settings */
    public ClusterDoctor(Map<String, Object> kafka) {
        this.kafka = Map.copyOf(kafka);
    }

    /**
     * What was found, in the order in which data passes.
     *
     * @throws KafkaException if the cluster does not answer, or not to this user
     */
    public List<Finding> examine() {
        try (Admin admin = Admin.create(kafka)) {
            return ClusterChecks.of(facts(admin));
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the cluster cannot be examined: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private static ClusterFacts facts(Admin admin) throws ExecutionException, InterruptedException {
        List<Node> brokers = List.copyOf(admin.describeCluster().nodes().get());
        return new ClusterFacts(
                brokers.size(),
                transactionVersion(admin),
                config(
                                admin,
                                ConfigResource.Type.BROKER,
                                List.of(brokers.getFirst().idString()))
                        .get(brokers.getFirst().idString()),
                topicFacts(admin, existing(admin, topics(admin))));
    }

    /** What services make, and the dead letters of stores of one's own. */
    private static List<String> topics(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> topics = new TreeSet<>(ClusterChecks.topics());
        admin.listTopics().names().get().stream()
                .filter(Topics::holdsDeadLetters)
                .forEach(topics::add);
        return List.copyOf(topics);
    }

    private static int transactionVersion(Admin admin) throws ExecutionException, InterruptedException {
        FinalizedVersionRange range = admin.describeFeatures()
                .featureMetadata()
                .get()
                .finalizedFeatures()
                .get(TRANSACTION_VERSION);
        return range == null ? 0 : range.maxVersionLevel();
    }

    private static Map<String, TopicDescription> existing(Admin admin, List<String> topics)
            throws InterruptedException {
        Map<String, TopicDescription> found = new HashMap<>();
        for (var described : admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                found.put(described.getKey(), described.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new KafkaException(
                            "topic " + described.getKey() + " cannot be described: "
                                    + e.getCause().getMessage(),
                            e.getCause());
                }
            }
        }
        return found;
    }

    private static List<TopicFacts> topicFacts(Admin admin, Map<String, TopicDescription> topics)
            throws ExecutionException, InterruptedException {
        Map<String, Map<String, String>> configs =
                config(admin, ConfigResource.Type.TOPIC, List.copyOf(topics.keySet()));
        List<TopicFacts> facts = new ArrayList<>();
        topics.forEach((name, topic) -> {
            List<TopicPartitionInfo> partitions = topic.partitions();
            facts.add(new TopicFacts(
                    name,
                    partitions.size(),
                    partitions.stream()
                            .mapToInt(partition -> partition.replicas().size())
                            .min()
                            .orElse(0),
                    (int) partitions.stream()
                            .filter(partition -> partition.leader() == null)
                            .count(),
                    (int) partitions.stream()
                            .filter(partition -> partition.isr().size()
                                    < partition.replicas().size())
                            .count(),
                    configs.get(name)));
        });
        return facts;
    }

    private static Map<String, Map<String, String>> config(Admin admin, ConfigResource.Type type, List<String> names)
            throws ExecutionException, InterruptedException {
        List<ConfigResource> resources =
                names.stream().map(name -> new ConfigResource(type, name)).toList();
        Map<String, Map<String, String>> configs = new HashMap<>();
        for (Map.Entry<ConfigResource, Config> described :
                admin.describeConfigs(resources).all().get().entrySet()) {
            configs.put(
                    described.getKey().name(),
                    described.getValue().entries().stream()
                            .filter(entry -> entry.value() != null)
                            .collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value())));
        }
        return configs;
    }
}
