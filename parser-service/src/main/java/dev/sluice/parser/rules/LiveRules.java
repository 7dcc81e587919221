// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.operations.rules.PublishedRules;
import dev.sluice.operations.rules.RulesLog;
import dev.sluice.operations.rules.RulesVersion;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.rules.RuleSet;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parser's settings by the version of the rules and declared formats, which a replay may ask for however old it is. Thread-safe. */
public final class LiveRules {

    private static final Logger log = LoggerFactory.getLogger(LiveRules.class);

    private final PublishedRules<ParserSettings> published;
    private volatile Map<String, ParserSettings> byVersion = Map.of();

    /**
     * @param settings with the rules and formats that the files say now
     * @param files of rules and of formats
     * @param rules of files' texts by their names
     * @param formats the same
     */
    public LiveRules(
            ParserSettings settings,
            ParserFiles files,
            Function<Map<String, String>, RuleSet> rules,
            Function<Map<String, String>, DeclaredFormats> formats,
            RulesLog log,
            InstantSource clock) {
        published = new PublishedRules<>(
                settings,
                files,
                (texts, version) -> usable(settings, ParserFiles.Texts.of(texts), rules, formats, version),
                log,
                this::remember,
                Integer.MAX_VALUE,
                clock);
    }

    /** Rules may name formats. A version without any, from before there were some, leaves those that the parser started with. */
    private static ParserSettings usable(
            ParserSettings settings,
            ParserFiles.Texts texts,
            Function<Map<String, String>, RuleSet> rules,
            Function<Map<String, String>, DeclaredFormats> formats,
            String version) {
        ParserSettings.Builder builder = settings.toBuilder().rules(rules.apply(texts.rules()), version);
        if (!texts.formats().isEmpty()) {
            builder.declaredFormats(formats.apply(texts.formats()));
        }
        ParserSettings usable = builder.build();
        new ChunkParser(usable);
        return usable;
    }

    private void remember(RulesVersion version, ParserSettings settings) {
        Map<String, ParserSettings> known = new HashMap<>(byVersion);
        known.put(version.version(), settings);
        byVersion = Map.copyOf(known);
        settings.rules().warnings().forEach(log::warn);
    }

    /** The settings that chunks are parsed by next; their rules have no version before the log was read, or while it is empty. */
    public ParserSettings settings() {
        return published.newest();
    }

    /** The settings with a version of the rules; empty if there is none, or it can't be used here. */
    public Optional<ParserSettings> settings(String version) {
        return Optional.ofNullable(byVersion.get(version));
    }

    /** Why the files, or what was published last, can't be used, so that older rules are in force; empty where they can. */
    public Optional<String> problem() {
        return published.problem();
    }

    /** Publishes what has changed, and reads what was published by others. While the brokers are away all stays as it is. */
    public void refresh() {
        published.refresh();
    }

    /**
     * Reads all that was published until now, of which a partition's last owner may have used the last; publishes first what the files say.
     *
     * @throws org.apache.kafka.common.KafkaException if that can't be done now
     */
    public void catchUp() {
        published.catchUp();
    }
}
