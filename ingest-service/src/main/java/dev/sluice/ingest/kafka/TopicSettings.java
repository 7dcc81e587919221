// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.util.unit.DataSize;

/**
 * The topics that this service writes. A service declares the topics that it writes; all have this form.
 *
 * @param raw {@code logs.raw}
 * @param rawDlt {@code logs.raw-dlt}
 */
@ConfigurationProperties("sluice.topics")
public record TopicSettings(
        @DefaultValue Topic raw, @DefaultValue Topic rawDlt) {

    /**
     * @param partitions how many; more can be added later, never fewer
     * @param replication copies of each; the broker's default if absent
     * @param minInSyncReplicas copies that must have a record before it is acknowledged; the broker's default if absent
     * @param retention how long records are kept
     * @param maxMessageBytes longest record; follows from the service's limits if absent
     */
    public record Topic(
            @DefaultValue("8") int partitions,
            Short replication,
            Integer minInSyncReplicas,
            @DefaultValue("7d") Duration retention,
            DataSize maxMessageBytes) {

        /**
         * @param property the settings' name, for messages
         * @param needed longest record that the service writes
         */
        NewTopic declare(String name, String property, long needed) {
            require(partitions > 0, property + ".partitions must be at least 1, was " + partitions);
            require(
                    !retention.isNegative() && !retention.isZero(),
                    property + ".retention must be positive, was " + retention);
            long longest = maxMessageBytes == null ? needed : maxMessageBytes.toBytes();
            require(
                    longest >= needed,
                    property + ".max-message-bytes must be at least " + needed
                            + "B, which is what the limits of sluice.ingest allow with headers, was " + longest + "B");
            TopicBuilder topic = TopicBuilder.name(name)
                    .partitions(partitions)
                    .config(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()))
                    .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(longest));
            if (replication != null) {
                topic.replicas(replication);
            }
            if (minInSyncReplicas != null) {
                topic.config(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, minInSyncReplicas.toString());
            }
            return topic.build();
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
