// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.Zones;
import dev.sluice.parsers.rules.Rule;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a {@link ChunkParser} may be told. Begin with {@link #defaults} and change what differs.
 *
 * @param maxLineBytes longer lines are dead letters, bytes
 * @param maxEventBytes lines whose JSON gets longer are dead letters, bytes
 * @param maxPayloadBytes CloudWatch payloads that grow longer when decompressed are dead letters, bytes
 * @param maxJsonDepth JSON nested deeper is a dead letter; the outermost object is 1
 * @param zones of times that are written without one
 * @param datasetsWithOriginal datasets whose events carry {@code event.original}
 * @param logFormats httpd {@code LogFormat} strings by the name that senders use as the format
 * @param logGroups formats of CloudWatch messages by log group; the first that fits counts
 * @param rules which events are dropped; the first that is for an event decides
 * @param enrichments what is added to events besides what their lines say
 * @param clock gives {@code event.ingested}
 */
public record ParserSettings(
        int maxLineBytes,
        int maxEventBytes,
        int maxPayloadBytes,
        int maxJsonDepth,
        Zones zones,
        Set<String> datasetsWithOriginal,
        Map<String, String> logFormats,
        List<LogGroupFormat> logGroups,
        List<Rule> rules,
        Enrichments enrichments,
        InstantSource clock) {

    /** Above this, JSON could overflow the stack of whoever reads it. */
    private static final int DEEPEST_JSON = 500;

    /**
     * The format of messages of CloudWatch log groups.
     *
     * @param pattern name of the log group, in which {@code *} stands for any characters
     * @param format name of a line format, built in or configured
     */
    public record LogGroupFormat(String pattern, String format) {

        public LogGroupFormat {
            Objects.requireNonNull(pattern, "pattern");
            Objects.requireNonNull(format, "format");
        }
    }

    public ParserSettings {
        requireBetween("maxLineBytes", maxLineBytes, 1, Integer.MAX_VALUE);
        requireBetween("maxEventBytes", maxEventBytes, 1, Integer.MAX_VALUE);
        requireBetween("maxPayloadBytes", maxPayloadBytes, 1, Integer.MAX_VALUE);
        requireBetween("maxJsonDepth", maxJsonDepth, 1, DEEPEST_JSON);
        Objects.requireNonNull(zones, "zones");
        Objects.requireNonNull(enrichments, "enrichments");
        Objects.requireNonNull(clock, "clock");
        datasetsWithOriginal = Set.copyOf(datasetsWithOriginal);
        logFormats = Map.copyOf(logFormats);
        logGroups = List.copyOf(logGroups);
        rules = List.copyOf(rules);
    }

    /** Lines up to 256 KiB, events up to 1,000,000 bytes, payloads up to 32 MiB, JSON 64 deep, times in UTC, nothing optional. */
    public static ParserSettings defaults() {
        return new ParserSettings(
                256 * 1024,
                1_000_000,
                32 * 1024 * 1024,
                64,
                Zones.of(ZoneOffset.UTC),
                Set.of(),
                Map.of(),
                List.of(),
                List.of(),
                Enrichments.NONE,
                InstantSource.system());
    }

    public ParserSettings withLimits(
            int newMaxLineBytes, int newMaxEventBytes, int newMaxPayloadBytes, int newMaxJsonDepth) {
        return new ParserSettings(
                newMaxLineBytes,
                newMaxEventBytes,
                newMaxPayloadBytes,
                newMaxJsonDepth,
                zones,
                datasetsWithOriginal,
                logFormats,
                logGroups,
                rules,
                enrichments,
                clock);
    }

    public ParserSettings withZones(Zones newZones) {
        return new ParserSettings(
                maxLineBytes,
                maxEventBytes,
                maxPayloadBytes,
                maxJsonDepth,
                newZones,
                datasetsWithOriginal,
                logFormats,
                logGroups,
                rules,
                enrichments,
                clock);
    }

    public ParserSettings withDatasetsWithOriginal(Set<String> datasets) {
        return new ParserSettings(
                maxLineBytes,
                maxEventBytes,
                maxPayloadBytes,
                maxJsonDepth,
                zones,
                datasets,
                logFormats,
                logGroups,
                rules,
                enrichments,
                clock);
    }

    public ParserSettings withLogFormats(Map<String, String> newLogFormats) {
        return new ParserSettings(
                maxLineBytes,
                maxEventBytes,
                maxPayloadBytes,
                maxJsonDepth,
                zones,
                datasetsWithOriginal,
                newLogFormats,
                logGroups,
                rules,
                enrichments,
                clock);
    }

    public ParserSettings withLogGroups(List<LogGroupFormat> newLogGroups) {
        return new ParserSettings(
                maxLineBytes,
                maxEventBytes,
                maxPayloadBytes,
                maxJsonDepth,
                zones,
                datasetsWithOriginal,
                logFormats,
                newLogGroups,
                rules,
                enrichments,
                clock);
    }

    public ParserSettings withRules(List<Rule> newRules) {
        return new ParserSettings(
                maxLineBytes,
                maxEventBytes,
                maxPayloadBytes,
                maxJsonDepth,
                zones,
                datasetsWithOriginal,
                logFormats,
                logGroups,
                newRules,
                enrichments,
                clock);
    }

    public ParserSettings withEnrichments(Enrichments newEnrichments) {
        return new ParserSettings(
                maxLineBytes,
                maxEventBytes,
                maxPayloadBytes,
                maxJsonDepth,
                zones,
                datasetsWithOriginal,
                logFormats,
                logGroups,
                rules,
                newEnrichments,
                clock);
    }

    public ParserSettings withClock(InstantSource newClock) {
        return new ParserSettings(
                maxLineBytes,
                maxEventBytes,
                maxPayloadBytes,
                maxJsonDepth,
                zones,
                datasetsWithOriginal,
                logFormats,
                logGroups,
                rules,
                enrichments,
                newClock);
    }

    private static void requireBetween(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " must be between " + low + " and " + high + ", was " + value);
        }
    }
}
