// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.parser.enrich.UserAgentEnrichment;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.Glob;
import dev.sluice.parsers.rules.Rule;
import dev.sluice.parsers.rules.StatusRange;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What rules and enrichment add to parsing combined lines, one at a time; the lines are the same for all, with some two thousand user agents. Each
 * operation is a line.
 */
@State(Scope.Thread)
public class OptionsBenchmark extends LineBenchmark {

    private static final List<Glob> NONE = List.of();
    private static final int AGENT_VERSIONS = 1_000;
    private static final int REMEMBERED_AGENTS = 10_000;

    /** The combined format, with its time said otherwise than by {@code %t}. */
    private static final String OWN_FORMAT =
            "%h %l %u [%{%d/%b/%Y:%H:%M:%S %z}t] \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"";

    @Param({
        "nothing",
        "user-agents",
        "rule-by-dataset",
        "rule-by-path",
        "rule-by-status",
        "rule-by-level",
        "sample-by-event-id",
        "sample-by-address",
        "own-format"
    })
    public String with;

    private ChunkParser parser;
    private ChunkHeaders headers;
    private byte[] chunk;
    private CountingSink sink;

    @Setup
    public void setUp(Blackhole blackhole) {
        chunk = Corpus.bytes(linesWithManyAgents());
        headers = ChunkHeaders.of(with.equals("own-format") ? "own" : "apache_combined", "batch", 1_795_345_200_000L);
        ParserSettings settings = ParserSettings.defaults();
        parser = new ChunkParser(
                switch (with) {
                    case "nothing" -> settings;
                    case "user-agents" ->
                        settings.toBuilder()
                                .enrichments(new Enrichments(null, new UserAgentEnrichment(null, REMEMBERED_AGENTS)))
                                .build();
                    case "rule-by-dataset" ->
                        settings.toBuilder()
                                .rules(List.of(dropping(List.of(new Glob("nginx.*")), NONE, NONE)))
                                .build();
                    case "rule-by-path" ->
                        settings.toBuilder()
                                .rules(List.of(dropping(NONE, List.of(new Glob("/health*")), NONE)))
                                .build();
                    case "rule-by-status" ->
                        settings.toBuilder()
                                .rules(List.of(rule(
                                        Rule.DROP_ALL,
                                        Rule.EVENT_ID,
                                        NONE,
                                        NONE,
                                        List.of(new StatusRange(100, 199)),
                                        NONE)))
                                .build();
                    case "rule-by-level" ->
                        settings.toBuilder()
                                .rules(List.of(dropping(NONE, NONE, List.of(new Glob("debug")))))
                                .build();
                    case "sample-by-event-id" ->
                        settings.toBuilder()
                                .rules(List.of(rule(10, Rule.EVENT_ID, NONE, NONE, List.of(), NONE)))
                                .build();
                    case "sample-by-address" ->
                        settings.toBuilder()
                                .rules(List.of(rule(10, "source.address", NONE, NONE, List.of(), NONE)))
                                .build();
                    case "own-format" ->
                        settings.toBuilder()
                                .logFormats(Map.of("own", OWN_FORMAT))
                                .build();
                    default -> throw new IllegalArgumentException(with);
                });
        sink = new CountingSink(blackhole);
    }

    @Benchmark
    public void combined() {
        parser.parse(headers, chunk, 0, chunk.length, sink);
        sink.check();
    }

    private static Rule dropping(List<Glob> datasets, List<Glob> urlPaths, List<Glob> levels) {
        return rule(Rule.DROP_ALL, Rule.EVENT_ID, datasets, urlPaths, List.of(), levels);
    }

    private static Rule rule(
            int keepOneIn,
            String sampleBy,
            List<Glob> datasets,
            List<Glob> urlPaths,
            List<StatusRange> statuses,
            List<Glob> levels) {
        return new Rule("rule", keepOneIn, sampleBy, datasets, NONE, urlPaths, statuses, levels);
    }

    /** Each fifth agent of the corpus is a Chrome, each fifth an iPhone: these get a version of their own. */
    private static List<String> linesWithManyAgents() {
        List<String> lines = Corpus.combined();
        lines.replaceAll(line -> {
            int version = Math.floorMod(line.hashCode(), AGENT_VERSIONS);
            return line.replace("Chrome/126.0.0.0", "Chrome/126.0." + version + ".0")
                    .replace("Version/17.5", "Version/17.5." + version);
        });
        return lines;
    }
}
