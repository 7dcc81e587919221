// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.operations.rules.RulesLog;
import dev.sluice.operations.rules.RulesVersion;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.declared.FormatLimits;
import dev.sluice.parsers.rules.RuleSet;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** The log of versions without Kafka, which several parsers may share. */
public final class RulesLogInMemory {

    private final List<RulesVersion> versions = new ArrayList<>();
    private boolean isAway;

    /** Rules that follow this log, and have no files. */
    public LiveRules rules(ParserSettings settings) {
        return rules(settings, List.of(), List.of());
    }

    LiveRules rules(ParserSettings settings, List<Path> files, List<Path> formats) {
        return new LiveRules(
                settings,
                new ParserFiles(files, formats),
                texts -> RuleSet.of(texts, null, ParseOutput.OTHER_RULES),
                texts -> DeclaredFormats.of(texts, FormatLimits.DEFAULT),
                reader(),
                InstantSource.fixed(Instant.parse("2026-11-29T16:00:00Z")));
    }

    /** Publishes a file. */
    public RulesVersion publish(String text) {
        RulesVersion version = RulesVersion.after(
                versions.isEmpty() ? null : versions.getLast(), Map.of("file.yaml", text), "al@host", Instant.EPOCH);
        versions.add(version);
        return version;
    }

    List<RulesVersion> versions() {
        return versions;
    }

    void setAway(boolean away) {
        isAway = away;
    }

    private RulesLog reader() {
        return new RulesLog() {
            private int next;

            @Override
            public List<RulesVersion> read() {
                if (isAway) {
                    throw new KafkaException("away");
                }
                List<RulesVersion> news = List.copyOf(versions.subList(next, versions.size()));
                next = versions.size();
                return news;
            }

            @Override
            public void publish(RulesVersion version) {
                versions.add(version);
            }
        };
    }
}
