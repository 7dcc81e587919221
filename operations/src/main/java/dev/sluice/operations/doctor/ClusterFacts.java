// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Kafka cluster says of itself, as far as Sluice's promises rest on it.
 *
 * @param brokers how many are there now
 * @param transactionVersion finalised level of the feature {@code transaction.version}; 0 where the cluster does not have it
 * @param brokerConfig settings of one broker, by name
 * @param topics those of Sluice's topics that are there, and Kafka's own for offsets and transactions
 */
record ClusterFacts(int brokers, int transactionVersion, Map<String, String> brokerConfig, List<TopicFacts> topics) {

    ClusterFacts {
        brokerConfig = Map.copyOf(brokerConfig);
        topics = List.copyOf(topics);
    }

    Optional<TopicFacts> topic(String name) {
        return topics.stream().filter(topic -> topic.name().equals(name)).findFirst();
    }

    /**
     * A topic.
     *
     * @param replicas of the partition that has the fewest
     * @param withoutLeader partitions that nobody can read or write now
     * @param underReplicated partitions of which not all replicas are in sync
     * @param config settings in force, by name
     */
    record TopicFacts(
            String name,
            int partitions,
            int replicas,
            int withoutLeader,
            int underReplicated,
            Map<String, String> config) {

        TopicFacts {
            config = Map.copyOf(config);
        }
    }
}
