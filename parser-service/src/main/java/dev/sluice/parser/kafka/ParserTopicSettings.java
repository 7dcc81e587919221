// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.kafka;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.validation.annotation.Validated;

/**
 * The topics that the parser writes; {@code logs.raw-dlt} is ingest's.
 *
 * @param raw {@code logs.raw}, which is ingest's: its partitions decide how many the others have, since a chunk's events and memory stay in its
 *     partition
 * @param parsed {@code logs.parsed}; its retention bounds how long an outage of a store may last
 * @param parserState {@code sluice.parser-state}
 */
@Validated
@ConfigurationProperties("sluice.topics")
record ParserTopicSettings(
        @DefaultValue @Valid @NotNull Raw raw,
        @DefaultValue @Valid @NotNull Parsed parsed,
        @DefaultValue @Valid @NotNull State parserState) {

    /** @param partitions how many {@code logs.raw} has: the same as in ingest */
    record Raw(@DefaultValue("8") @Min(1) int partitions) {}

    /**
     * @param replication copies; the broker's default if absent
     * @param retention how long records are kept
     */
    record Parsed(
            Short replication, @DefaultValue("7d") @NotNull Duration retention) {}

    /** @param replication copies; the broker's default if absent */
    record State(Short replication) {}

    /** A topic with as many partitions as {@code logs.raw}. */
    TopicBuilder besideRaw(String name, Short replication) {
        TopicBuilder topic = TopicBuilder.name(name).partitions(raw.partitions());
        return replication == null ? topic : topic.replicas(replication);
    }
}
