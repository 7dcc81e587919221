// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.settings;

import dev.sluice.model.EventIdSecret;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.declared.FormatLimits;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.NamedDatasets;
import dev.sluice.parsers.engine.Zones;
import dev.sluice.parsers.rules.HashKey;
import dev.sluice.parsers.rules.RuleSet;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the parser.
 *
 * @param idSecret the cluster's secret, under which event ids are made: 16 random bytes in base64url. All parsers have the same, and keep it: with
 *     another, lines that are sent again get other ids
 * @param concurrency threads that parse; more than there are partitions are idle
 * @param maxLine longest line, in bytes; a longer one is a dead letter
 * @param maxEvent longest event, in bytes of JSON; the line of a longer one is a dead letter
 * @param maxPayload longest CloudWatch payload once it is decompressed; a longer one is a dead letter
 * @param maxJsonDepth deepest nesting of JSON lines
 * @param maxDatasets most datasets that lines of one sender may name themselves, where their sender names none; what names another one goes to
 *     dataset {@code generic}, with the name in {@code fields}
 * @param originals datasets whose events keep the line as it came, in {@code event.original}
 * @param formats httpd {@code LogFormat} strings, by the name that senders use as the format
 * @param formatFiles files of declared formats, see docs/formats.md
 * @param formatLimits how large declared formats may get
 * @param logGroups formats of the messages of CloudWatch log groups; the first that fits counts
 * @param fetch most bytes of chunks in one transaction
 * @param transactionTimeout after this time the broker aborts the transaction of an instance that died; until then readers wait for it
 * @param zone time zone of timestamps that name none
 * @param hostZones the time zone for the lines of single hosts, before that of their dataset
 * @param datasetZones the time zone for the lines of single datasets
 * @param dedup what is remembered to drop repeats
 * @param ruleFiles files of rules, see docs/rules.md: which events are left out, what is hidden or changed in them, which store they are for
 * @param ruleRefresh how often the files of rules are looked at for a change, and the topic of their versions for a new one
 * @param hashKey {@code VERSION:KEY}, under which the rules' action {@code hash} hashes; all parsers have the same
 * @param ledger how the books are compared
 * @param enrich what is added to events besides what their lines say
 */
@Validated
@ConfigurationProperties("sluice.parser")
public record ParserServiceSettings(
        String idSecret,
        @DefaultValue("2") @Min(1) @Max(256) int concurrency,
        @DefaultValue("1MB") @NotNull DataSize maxLine,
        @DefaultValue("8MB") @NotNull DataSize maxEvent,
        @DefaultValue("32MB") @NotNull DataSize maxPayload,
        @DefaultValue("64") @Min(1) @Max(500) int maxJsonDepth,
        @DefaultValue("100") @Min(1) int maxDatasets,
        Set<String> originals,
        Map<String, String> formats,
        List<Path> formatFiles,
        @DefaultValue @NotNull @Valid FormatSizes formatLimits,
        @Valid List<LogGroup> logGroups,
        @DefaultValue("8MB") @NotNull DataSize fetch,
        @DefaultValue("10s") @NotNull Duration transactionTimeout,
        @DefaultValue("UTC") @NotNull ZoneId zone,
        Map<String, ZoneId> hostZones,
        Map<String, ZoneId> datasetZones,
        @DefaultValue @NotNull @Valid Dedup dedup,
        List<Path> ruleFiles,
        @DefaultValue("10s") @NotNull Duration ruleRefresh,
        String hashKey,
        @DefaultValue @NotNull @Valid Ledger ledger,

        @DefaultValue @NotNull @Valid @NestedConfigurationProperty
        EnrichmentSettings enrich) {

    private static final int MAX_DEAD_LETTER = 64 << 20;
    private static final int RECORD_OVERHEAD = 4 << 10;

    /**
     * How long things are remembered after they were last seen.
     *
     * @param check whether repeats are dropped at all; without, a line that is sent again becomes a second event. For tests that show what the
     *     check is good for
     * @param batches for batches with an {@code Idempotency-Key}, and for CloudWatch log events: longer than any sender goes on trying one
     *     batch, which Firehose does for up to two hours
     * @param streams for streams: longer than an agent may be away and then go on
     * @param replays for replayed dead letters: as long as a dead-letter topic keeps a letter
     * @param maxMemory of one partition, about; beyond it the oldest of the sender who has most is forgotten before its time, and counted
     * @param maxSenderMemory the same for one sender in a partition, whose oldest is forgotten first
     */
    public record Dedup(
            @DefaultValue("true") boolean check,
            @DefaultValue("3h") @NotNull Duration batches,
            @DefaultValue("30d") @NotNull Duration streams,
            @DefaultValue("14d") @NotNull Duration replays,
            @DefaultValue("16MB") @NotNull DataSize maxMemory,
            @DefaultValue("8MB") @NotNull DataSize maxSenderMemory) {}

    /**
     * How the books of parser and sinks are compared, which the instance does that has the first partition.
     *
     * @param interval time from one comparison to the next
     * @param span hours of receipt that are compared: those that began in this time
     * @param documents whether each row of an hour that is over becomes a document of the dataset {@code sluice.ledger} in Elasticsearch
     * @param maxRead most that is read of chunks and events to tell what is in flight; with more of it, a partition is not compared
     */
    public record Ledger(
            @DefaultValue("5m") @NotNull Duration interval,
            @DefaultValue("24h") @NotNull Duration span,
            @DefaultValue("true") boolean documents,
            @DefaultValue("64MB") @NotNull DataSize maxRead) {

        public Ledger {
            if (!interval.isPositive()) {
                throw new IllegalArgumentException(
                        "sluice.parser.ledger.interval must be longer than 0, was " + interval);
            }
        }
    }

    /**
     * @param pattern name of the log group, in which {@code *} stands for any characters
     * @param format name of a line format, built in or configured
     */
    public record LogGroup(
            @NotBlank String pattern, @NotBlank String format) {}

    /**
     * How large declared formats may get.
     *
     * @param maxPattern characters of an expression once its named patterns are put in
     * @param maxCaptures fields of a format
     * @param maxRepeat the largest count in braces
     * @param maxPairs pairs or columns of a line that are not declared; a line with more is not of the format
     */
    public record FormatSizes(
            @DefaultValue("20000") @Min(1) int maxPattern,
            @DefaultValue("200") @Min(1) int maxCaptures,
            @DefaultValue("1000") @Min(1) @Max(1000) int maxRepeat,
            @DefaultValue("256") @Min(1) int maxPairs) {}

    public ParserServiceSettings {
        formatFiles = formatFiles == null ? List.of() : List.copyOf(formatFiles);
        originals = originals == null ? Set.of() : Set.copyOf(originals);
        formats = formats == null ? Map.of() : Map.copyOf(formats);
        logGroups = logGroups == null ? List.of() : List.copyOf(logGroups);
        hostZones = hostZones == null ? Map.of() : Map.copyOf(hostZones);
        datasetZones = datasetZones == null ? Map.of() : Map.copyOf(datasetZones);
        ruleFiles = ruleFiles == null ? List.of() : List.copyOf(ruleFiles);
    }

    /**
     * The secret of event ids.
     *
     * @throws IllegalArgumentException if there is none, or it can't be one; the message says how to make one and does not repeat it
     */
    public EventIdSecret secret() {
        if (idSecret == null || idSecret.isBlank()) {
            throw new IllegalArgumentException(
                    "sluice.parser.id-secret is missing: make one with"
                            + " head -c 16 /dev/urandom | basenc --base64url | tr -d =, give it to all parsers of the cluster, and keep it");
        }
        try {
            return EventIdSecret.parse(idSecret);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sluice.parser.id-secret: " + e.getMessage(), e);
        }
    }

    /**
     * The rules, read from their files now.
     *
     * @throws IllegalArgumentException if one can't be understood; the message names its place
     */
    public RuleSet ruleSet() {
        return ruleSet(RuleSet.texts(ruleFiles));
    }

    /** The rules that files with these texts hold, by their names. */
    public RuleSet ruleSet(Map<String, String> texts) {
        return RuleSet.of(texts, ruleHashKey(), ParseOutput.OTHER_RULES);
    }

    /** The formats that files with these texts declare, by their names. */
    public DeclaredFormats declaredFormats(Map<String, String> texts) {
        return DeclaredFormats.of(
                texts,
                new FormatLimits(
                        formatLimits.maxPattern(),
                        formatLimits.maxCaptures(),
                        formatLimits.maxRepeat(),
                        formatLimits.maxPairs()));
    }

    /** The key of the action {@code hash}, or null where there is none. */
    public HashKey ruleHashKey() {
        if (hashKey == null || hashKey.isBlank()) {
            return null;
        }
        try {
            return HashKey.parse(hashKey);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sluice.parser.hash-key " + e.getMessage(), e);
        }
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "ParserServiceSettings";
    }

    /** Longest record of {@code logs.parsed}: an event with its key and header. */
    public int maxRecord() {
        return Math.toIntExact(maxEvent.toBytes()) + RECORD_OVERHEAD;
    }

    /** Longest request to Kafka: at least what {@code logs.raw-dlt} takes, since a dead letter can be a whole request body. */
    public int maxRequest() {
        return Math.max(maxRecord(), MAX_DEAD_LETTER);
    }

    /** What the format parsers are told. */
    public ParserSettings forParsing(Enrichments enrichments, EventIdSecret secret, Clock clock) {
        return ParserSettings.builder()
                .maxLineBytes(Math.toIntExact(maxLine.toBytes()))
                .maxEventBytes(Math.toIntExact(maxEvent.toBytes()))
                .maxPayloadBytes(Math.toIntExact(maxPayload.toBytes()))
                .maxJsonDepth(maxJsonDepth)
                .namedDatasets(NamedDatasets.first(maxDatasets))
                .zones(new Zones(zone, hostZones, datasetZones))
                .datasetsWithOriginal(originals)
                .logFormats(formats)
                .declaredFormats(declaredFormats(DeclaredFormats.texts(formatFiles)))
                .logGroups(logGroups.stream()
                        .map(group -> new ParserSettings.LogGroupFormat(group.pattern(), group.format()))
                        .toList())
                .idSecret(secret)
                .rules(ruleSet())
                .enrichments(enrichments)
                .clock(clock)
                .build();
    }
}
