// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parsers by the version of their rules, for each thread its own: a parser has buffers and belongs to one thread. */
public final class ParserVersions {

    /** The newest, the one before, and what a replay has asked for. */
    private static final int KEPT = 3;

    private final LiveRules rules;

    private final ThreadLocal<Map<ParserSettings, ChunkParser>> made =
            ThreadLocal.withInitial(() -> new LinkedHashMap<>(KEPT + 1, 1, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ParserSettings, ChunkParser> eldest) {
                    return size() > KEPT;
                }
            });

    /**
     * A parser, what its rules are known by, and those of them that sample, which the ledger tells from those that drop.
     *
     * @param version null where the rules have none
     */
    public record Version(String version, ChunkParser parser, List<String> samplingRules) {}

    public ParserVersions(LiveRules rules) {
        this.rules = rules;
    }

    /** That of the newest rules. */
    public Version newest() {
        return of(rules.settings());
    }

    /** That of a version; empty if there is no such version, or it can't be used here. */
    public Optional<Version> of(String version) {
        return rules.settings(version).map(this::of);
    }

    private Version of(ParserSettings settings) {
        return new Version(
                settings.rulesVersion(),
                made.get().computeIfAbsent(settings, ChunkParser::new),
                settings.rules().samplingNames());
    }
}
