// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.kafka.config.TopicBuilder;

/**
 * How a sink's dead-letter topic is made; one that exists gets more partitions if it has fewer, and is otherwise left as it is.
 *
 * @param partitions number of partitions
 * @param replication copies of each partition; -1 for the brokers' default
 * @param retention how long a record is kept
 */
public record DeadLetterTopic(
        @DefaultValue("4") @Min(1) int partitions,
        @DefaultValue("-1") @Min(-1) short replication,
        @DefaultValue("30d") @DurationMin(minutes = 1) Duration retention) {

    NewTopic named(String name) {
        return TopicBuilder.name(name)
                .partitions(partitions)
                .replicas(replication)
                .config(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()))
                .build();
    }
}
