// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings.topics;

import dev.sluice.model.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The topics of the pipeline, as each service that reads or writes them is told of them. A service declares the topics that it writes. (A sink's dead
 * letters are among the settings of the sink.)
 *
 * @param raw {@code logs.raw}, which ingest declares; its partitions decide how many {@code logs.parsed} and {@code sluice.parser-state} have, since
 *     a chunk's events and memory stay in its partition
 * @param rawDlt {@code logs.raw-dlt}, which ingest declares
 * @param parsed {@code logs.parsed}, which the parser declares; its retention bounds how long an outage of a store may last
 * @param parserState {@code sluice.parser-state}, which the parser declares
 * @param ledger {@code sluice.ledger}, which the parser declares
 * @param rules {@code sluice.rules}, which the parser declares, with one partition
 */
@ConfigurationProperties("sluice.topics")
public record TopicSettings(
        @DefaultValue Topic raw,
        @DefaultValue Topic rawDlt,
        @DefaultValue Parsed parsed,
        @DefaultValue ParserState parserState,
        @DefaultValue Ledger ledger,
        @DefaultValue Rules rules) {

    /**
     * @param partitions how many; more can be added later, never fewer. Those of {@code raw} must be told to ingest and parser alike
     * @param replication copies of each; the broker's default if absent
     * @param minInSyncReplicas copies that must have a record before it is acknowledged; the broker's default if absent
     * @param retention how long records are kept
     * @param maxMessageBytes longest record; follows from the service's limits if absent
     */
    public record Topic(
            @DefaultValue("8") int partitions,
            @Nullable Short replication,
            @Nullable Integer minInSyncReplicas,
            @DefaultValue("7d") Duration retention,
            @Nullable DataSize maxMessageBytes) {

        /**
         * @param property the settings' name, for messages
         * @param needed longest record that the service writes
         */
        public NewTopic declare(String name, String property, long needed) {
            requirePartitions(property, partitions);
            requireRetention(property, retention);
            long longest = maxMessageBytes == null ? needed : maxMessageBytes.toBytes();
            require(
                    longest >= needed,
                    property + ".max-message-bytes must be at least " + needed
                            + "B, which is what the limits of sluice.ingest allow with headers, was " + longest + "B");
            Map<String, String> configs = new HashMap<>();
            configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
            configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(longest));
            if (minInSyncReplicas != null) {
                configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, minInSyncReplicas.toString());
            }
            return topic(name, partitions, replication).configs(configs);
        }
    }

    /**
     * @param replication copies; the broker's default if absent
     * @param retention how long records are kept
     */
    public record Parsed(
            @Nullable Short replication, @DefaultValue("7d") Duration retention) {}

    /** @param replication copies; the broker's default if absent */
    public record ParserState(@Nullable Short replication) {}

    /** @param replication copies; the broker's default if absent */
    public record Rules(@Nullable Short replication) {}

    /**
     * @param replication copies; the broker's default if absent
     * @param retention how long an hour of the books is kept
     */
    public record Ledger(
            @Nullable Short replication,
            @DefaultValue("90d") Duration retention) {}

    /** {@code logs.parsed}, with as many partitions as {@code logs.raw}; {@code configs} beside its retention. */
    public NewTopic declareParsed(Map<String, String> configs) {
        requireRetention("sluice.topics.parsed", parsed.retention());
        Map<String, String> all = new HashMap<>(configs);
        all.put(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(parsed.retention().toMillis()));
        return besideRaw(Topics.PARSED, parsed.replication()).configs(all);
    }

    /** {@code sluice.parser-state}, with as many partitions as {@code logs.raw}. */
    public NewTopic declareParserState(Map<String, String> configs) {
        return besideRaw(Topics.PARSER_STATE, parserState.replication()).configs(configs);
    }

    /** {@code sluice.rules}, whose one partition gives the versions their order. */
    public NewTopic declareRules(Map<String, String> configs) {
        return topic(Topics.RULES, 1, rules.replication()).configs(configs);
    }

    /** {@code sluice.ledger}, with as many partitions as {@code logs.raw}; {@code configs} beside its retention. */
    public NewTopic declareLedger(Map<String, String> configs) {
        requireRetention("sluice.topics.ledger", ledger.retention());
        Map<String, String> all = new HashMap<>(configs);
        all.put(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(ledger.retention().toMillis()));
        return besideRaw(Topics.LEDGER, ledger.replication()).configs(all);
    }

    private NewTopic besideRaw(String name, @Nullable Short replication) {
        requirePartitions("sluice.topics.raw", raw.partitions());
        return topic(name, raw.partitions(), replication);
    }

    private static NewTopic topic(String name, int partitions, @Nullable Short replication) {
        return new NewTopic(name, Optional.of(partitions), Optional.ofNullable(replication));
    }

    private static void requirePartitions(String property, int partitions) {
        require(partitions > 0, property + ".partitions must be at least 1, was " + partitions);
    }

    private static void requireRetention(String property, Duration retention) {
        require(
                !retention.isNegative() && !retention.isZero(),
                property + ".retention must be positive, was " + retention);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
