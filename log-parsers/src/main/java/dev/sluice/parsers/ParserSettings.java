// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.EventIdSecret;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.NamedDatasets;
import dev.sluice.parsers.engine.Zones;
import dev.sluice.parsers.rules.RuleSet;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a {@link ChunkParser} may be told. Immutable; each {@link Builder} starts with the defaults or with the settings that it was made from. */
public final class ParserSettings {

    /** Above this, JSON could overflow the stack of whoever reads it. */
    private static final int DEEPEST_JSON = 500;

    private final int maxLineBytes;
    private final int maxEventBytes;
    private final int maxPayloadBytes;
    private final int maxJsonDepth;
    private final NamedDatasets namedDatasets;
    private final Zones zones;
    private final Set<String> datasetsWithOriginal;
    private final Map<String, String> logFormats;
    private final DeclaredFormats declaredFormats;
    private final List<LogGroupFormat> logGroups;
    private final RuleSet rules;
    private final String rulesVersion;
    private final Enrichments enrichments;
    private final EventIdSecret idSecret;
    private final InstantSource clock;

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

    private ParserSettings(Builder builder) {
        maxLineBytes = requireBetween("maxLineBytes", builder.maxLineBytes, Integer.MAX_VALUE);
        maxEventBytes = requireBetween("maxEventBytes", builder.maxEventBytes, Integer.MAX_VALUE);
        maxPayloadBytes = requireBetween("maxPayloadBytes", builder.maxPayloadBytes, Integer.MAX_VALUE);
        maxJsonDepth = requireBetween("maxJsonDepth", builder.maxJsonDepth, DEEPEST_JSON);
        namedDatasets = builder.namedDatasets;
        zones = builder.zones;
        datasetsWithOriginal = builder.datasetsWithOriginal;
        logFormats = builder.logFormats;
        declaredFormats = builder.declaredFormats;
        logGroups = builder.logGroups;
        rules = builder.rules;
        rulesVersion = builder.rulesVersion;
        enrichments = builder.enrichments;
        idSecret = builder.idSecret;
        clock = builder.clock;
    }

    /** Lines up to 256 KiB, events up to 1,000,000 bytes, payloads up to 32 MiB, JSON 64 deep, times in UTC, nothing optional. */
    public static ParserSettings defaults() {
        return builder().build();
    }

    /** Starts with {@link #defaults}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Longer lines are dead letters, bytes. */
    public int maxLineBytes() {
        return maxLineBytes;
    }

    /** Lines whose JSON gets longer are dead letters, bytes. */
    public int maxEventBytes() {
        return maxEventBytes;
    }

    /** CloudWatch payloads that grow longer when decompressed are dead letters, bytes. */
    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    /** JSON nested deeper is a dead letter; the outermost object is 1. */
    public int maxJsonDepth() {
        return maxJsonDepth;
    }

    /** Which datasets lines may name. */
    public NamedDatasets namedDatasets() {
        return namedDatasets;
    }

    /** The zones of times that are written without one. */
    public Zones zones() {
        return zones;
    }

    /** Datasets whose events carry {@code event.original}. */
    public Set<String> datasetsWithOriginal() {
        return datasetsWithOriginal;
    }

    /** The {@code LogFormat} strings of httpd by the name that senders use as the format. */
    public Map<String, String> logFormats() {
        return logFormats;
    }

    /** Formats of one's own, declared in files. */
    public DeclaredFormats declaredFormats() {
        return declaredFormats;
    }

    /** Formats of CloudWatch messages by log group; the first that fits counts. */
    public List<LogGroupFormat> logGroups() {
        return logGroups;
    }

    /** What becomes of finished events: which are left out, what is hidden or changed in them, which store they are for. */
    public RuleSet rules() {
        return rules;
    }

    /** What the rules are known by, which each event says; null where they are not known by anything. */
    public String rulesVersion() {
        return rulesVersion;
    }

    /** What is added to events besides what their lines say. */
    public Enrichments enrichments() {
        return enrichments;
    }

    /** The secret under which event ids are made. */
    public EventIdSecret idSecret() {
        return idSecret;
    }

    /** Gives {@code event.ingested}. */
    public InstantSource clock() {
        return clock;
    }

    private static int requireBetween(String name, int value, int high) {
        if (value < 1 || value > high) {
            throw new IllegalArgumentException(name + " must be between 1 and " + high + ", was " + value);
        }
        return value;
    }

    /** Makes {@link ParserSettings}. Each method says what it sets by the name of the setting. */
    public static final class Builder {

        private int maxLineBytes = 256 * 1024;
        private int maxEventBytes = 1_000_000;
        private int maxPayloadBytes = 32 * 1024 * 1024;
        private int maxJsonDepth = 64;
        private NamedDatasets namedDatasets = NamedDatasets.ANY;
        private Zones zones = Zones.of(ZoneOffset.UTC);
        private Set<String> datasetsWithOriginal = Set.of();
        private Map<String, String> logFormats = Map.of();
        private DeclaredFormats declaredFormats = DeclaredFormats.NONE;
        private List<LogGroupFormat> logGroups = List.of();
        private RuleSet rules = RuleSet.NONE;
        private String rulesVersion;
        private Enrichments enrichments = Enrichments.NONE;
        private EventIdSecret idSecret = EventIdSecret.PUBLIC;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        private Builder(ParserSettings settings) {
            maxLineBytes = settings.maxLineBytes;
            maxEventBytes = settings.maxEventBytes;
            maxPayloadBytes = settings.maxPayloadBytes;
            maxJsonDepth = settings.maxJsonDepth;
            namedDatasets = settings.namedDatasets;
            zones = settings.zones;
            datasetsWithOriginal = settings.datasetsWithOriginal;
            logFormats = settings.logFormats;
            declaredFormats = settings.declaredFormats;
            logGroups = settings.logGroups;
            rules = settings.rules;
            rulesVersion = settings.rulesVersion;
            enrichments = settings.enrichments;
            idSecret = settings.idSecret;
            clock = settings.clock;
        }

        public Builder maxLineBytes(int bytes) {
            maxLineBytes = bytes;
            return this;
        }

        public Builder maxEventBytes(int bytes) {
            maxEventBytes = bytes;
            return this;
        }

        public Builder maxPayloadBytes(int bytes) {
            maxPayloadBytes = bytes;
            return this;
        }

        public Builder maxJsonDepth(int depth) {
            maxJsonDepth = depth;
            return this;
        }

        public Builder namedDatasets(NamedDatasets datasets) {
            namedDatasets = Objects.requireNonNull(datasets, "namedDatasets");
            return this;
        }

        public Builder zones(Zones newZones) {
            zones = Objects.requireNonNull(newZones, "zones");
            return this;
        }

        public Builder datasetsWithOriginal(Set<String> datasets) {
            datasetsWithOriginal = Set.copyOf(datasets);
            return this;
        }

        public Builder logFormats(Map<String, String> formats) {
            logFormats = Map.copyOf(formats);
            return this;
        }

        public Builder declaredFormats(DeclaredFormats formats) {
            declaredFormats = Objects.requireNonNull(formats, "declaredFormats");
            return this;
        }

        public Builder logGroups(List<LogGroupFormat> groups) {
            logGroups = List.copyOf(groups);
            return this;
        }

        /** Rules that are known by no version. */
        public Builder rules(RuleSet newRules) {
            return rules(newRules, null);
        }

        /** @param version what the rules are known by; null for nothing */
        public Builder rules(RuleSet newRules, String version) {
            rules = Objects.requireNonNull(newRules, "rules");
            rulesVersion = version;
            return this;
        }

        public Builder enrichments(Enrichments newEnrichments) {
            enrichments = Objects.requireNonNull(newEnrichments, "enrichments");
            return this;
        }

        /** {@link EventIdSecret#PUBLIC} is for tools that store no events. */
        public Builder idSecret(EventIdSecret secret) {
            idSecret = Objects.requireNonNull(secret, "idSecret");
            return this;
        }

        public Builder clock(InstantSource newClock) {
            clock = Objects.requireNonNull(newClock, "clock");
            return this;
        }

        /** @throws IllegalArgumentException if a limit is out of range; the message names it */
        public ParserSettings build() {
            return new ParserSettings(this);
        }
    }
}
