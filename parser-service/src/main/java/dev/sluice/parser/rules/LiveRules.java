// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.operations.rules.PublishedRules;
import dev.sluice.operations.rules.RuleFiles;
import dev.sluice.operations.rules.RulesLog;
import dev.sluice.operations.rules.RulesVersion;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.rules.RuleSet;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parser's settings by the version of the rules, which a replay may ask for however old it is. Thread-safe. */
public final class LiveRules {

    private static final Logger log = LoggerFactory.getLogger(LiveRules.class);

    private final PublishedRules<ParserSettings> published;
    private volatile Map<String, ParserSettings> byVersion = Map.of();

    /**
     * @param settings with the rules that the files say now
     * @param compiler of files' texts by their names
     */
    public LiveRules(
            ParserSettings settings,
            List<Path> files,
            Function<Map<String, String>, RuleSet> compiler,
            RulesLog log,
            InstantSource clock) {
        published = new PublishedRules<>(
                settings,
                files(files),
                (texts, version) -> usable(settings, compiler.apply(texts), version),
                log,
                this::remember,
                Integer.MAX_VALUE,
                clock);
    }

    private static RuleFiles files(List<Path> files) {
        List<Path> all = List.copyOf(files);
        return new RuleFiles() {
            @Override
            public List<Path> paths() {
                return all;
            }

            @Override
            public Map<String, String> texts() {
                return RuleSet.texts(all);
            }
        };
    }

    /** Rules may name formats, which only a parser knows. */
    private static ParserSettings usable(ParserSettings settings, RuleSet rules, String version) {
        ParserSettings withRules = settings.toBuilder().rules(rules, version).build();
        new ChunkParser(withRules);
        return withRules;
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
