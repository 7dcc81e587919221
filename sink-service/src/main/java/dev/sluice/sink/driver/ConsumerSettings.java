// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a sink reads its topic.
 *
 * @param group the consumer group, {@code sluice-sink-NAME} if absent; another name reads the whole topic again
 * @param concurrency consumers in this process; more than there are partitions are idle
 * @param maxPollRecords records taken from Kafka's buffer at once
 * @param maxFetch most bytes that a consumer fetches from a broker at once; a consumer's buffer holds up to this
 * @param maxPartitionFetch most bytes of one partition in a fetch
 * @param drainTimeout how long a partition that is given up may take to store what was accepted; it bounds a rebalance and a shutdown
 */
public record ConsumerSettings(
        @Nullable @Size(min = 1) String group,
        @DefaultValue("1") @Min(1) @Max(256) int concurrency,
        @DefaultValue("2000") @Min(1) int maxPollRecords,
        @DefaultValue("16MB") @NotNull DataSize maxFetch,
        @DefaultValue("4MB") @NotNull DataSize maxPartitionFetch,
        @DefaultValue("20s") @DurationMin(millis = 0) Duration drainTimeout) {

    /** The consumer group of the sink of {@code store}. */
    public String groupOf(String store) {
        return group == null ? "sluice-sink-" + store : group;
    }
}
