// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import dev.sluice.parsers.ParserSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the parser.
 *
 * @param instance name of this instance, kept over restarts: a restarted instance settles the transactions that it left open at once. Unique in the
 *     consumer group
 * @param concurrency threads that parse; more than there are partitions are idle
 * @param maxLine longest line, in bytes; a longer one is a dead letter
 * @param maxEvent longest event, in bytes of JSON; the line of a longer one is a dead letter
 * @param originals datasets whose events keep the line as it came, in {@code event.original}
 * @param formats httpd {@code LogFormat} strings, by the name that senders use as the format
 * @param fetch most bytes of chunks in one transaction
 * @param transactionTimeout after this time the broker aborts the transaction of an instance that died; until then readers wait for it
 * @param zone time zone of timestamps that name none
 * @param repeats what is remembered to drop repeats
 */
@Validated
@ConfigurationProperties("sluice.parser")
record ParserProperties(
        @NotBlank String instance,
        @DefaultValue("2") @Min(1) @Max(256) int concurrency,
        @DefaultValue("1MB") @NotNull DataSize maxLine,
        @DefaultValue("8MB") @NotNull DataSize maxEvent,
        Set<String> originals,
        Map<String, String> formats,
        @DefaultValue("8MB") @NotNull DataSize fetch,
        @DefaultValue("10s") @NotNull Duration transactionTimeout,
        @DefaultValue("UTC") @NotNull ZoneId zone,
        @DefaultValue @NotNull @Valid Repeats repeats) {

    private static final int MAX_DEAD_LETTER = 64 << 20;
    private static final int RECORD_OVERHEAD = 4 << 10;

    /**
     * How long things are remembered after they were last seen.
     *
     * @param batches batches with an {@code Idempotency-Key}: longer than any sender goes on trying one batch
     * @param streams streams: longer than an agent may be away and then go on
     * @param replays replayed dead letters: as long as a dead-letter topic keeps a letter
     */
    record Repeats(
            @DefaultValue("1h") @NotNull Duration batches,
            @DefaultValue("30d") @NotNull Duration streams,
            @DefaultValue("14d") @NotNull Duration replays) {}

    ParserProperties {
        originals = originals == null ? Set.of() : Set.copyOf(originals);
        formats = formats == null ? Map.of() : Map.copyOf(formats);
    }

    /** Longest record of {@code logs.parsed}: an event with its key and header. */
    int maxRecord() {
        return Math.toIntExact(maxEvent.toBytes()) + RECORD_OVERHEAD;
    }

    /** Longest request to Kafka: at least what {@code logs.raw-dlt} takes, since a dead letter can be a whole request body. */
    int maxRequest() {
        return Math.max(maxRecord(), MAX_DEAD_LETTER);
    }

    /** What the format parsers are told. */
    ParserSettings forParsing(Clock clock) {
        return new ParserSettings(
                Math.toIntExact(maxLine.toBytes()),
                Math.toIntExact(maxEvent.toBytes()),
                zone,
                originals,
                formats,
                clock);
    }
}
