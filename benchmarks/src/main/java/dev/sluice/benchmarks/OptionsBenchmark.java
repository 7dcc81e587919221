// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.parser.enrich.UserAgentEnrichment;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.rules.HashKey;
import dev.sluice.parsers.rules.RuleSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    /** As a site with shoppers might have them: two masks, a hash, a parse, drops, routes. */
    private static final String TEN_RULES = """
            {name: failures, if: {http.response.status_code: {from: 500, to: 599}}, then: [{add: {tags: [failed]}}]}
            {name: health, if: {url.path: [/health*, /ready, /metrics]}, then: drop}
            {name: robots, if: {user_agent.original: ["*UptimeRobot*", "*Pingdom*"]}, then: drop}
            {name: options, if: {http.request.method: OPTIONS}, then: drop}
            {name: addresses, then: [{mask: {field: source.ip, keep: network}}]}
            {name: tokens, if: {url.query: "*"}, then: [{mask: {field: url.query, detect: [secret-parameter, email]}}]}
            {name: users, if: {user.name: "*"}, then: [{hash: user.name}]}
            {name: searches, if: {url.path: /products*}, then: [{parse: {field: url.query, as: query, to: fields.query}}]}
            {name: pictures, if: {url.path: ["*.png", "*.css", "*.js"]}, then: {route: lake}}
            {name: redirects, if: {http.response.status_code: {from: 300, to: 399}}, then: {route: lake}}""";

    private static final String RULE_BY_PATH = "{name: r, if: {url.path: /health*}, then: drop}";

    /** Under which the rules hash. */
    public static final String HASH_KEY = "1:AAAAAAAAAAAAAAAAAAAAAA";

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
        "ten-rules",
        "detect-all",
        "own-format"
    })
    public String with;

    private ChunkParser parser;
    private ChunkHeaders headers;
    private byte[] chunk;
    private CountingSink sink;

    @Setup
    public void setUp(Blackhole blackhole) {
        chunk = lines();
        headers = headers(with);
        parser = parser(with);
        sink = new CountingSink(blackhole);
    }

    @Benchmark
    public void combined() {
        parser.parse(headers, chunk, 0, chunk.length, sink);
        sink.check();
    }

    /** The corpus, as bytes of a chunk. */
    static byte[] lines() {
        return Corpus.bytes(linesWithManyAgents());
    }

    static ChunkHeaders headers(String with) {
        return ChunkHeaders.of(with.equals("own-format") ? "own" : "apache_combined", "batch", 1_795_345_200_000L);
    }

    static ChunkParser parser(String with) {
        ParserSettings settings = ParserSettings.defaults();
        return new ChunkParser(
                switch (with) {
                    case "nothing" -> settings;
                    case "user-agents" ->
                        settings.toBuilder()
                                .enrichments(new Enrichments(null, new UserAgentEnrichment(null, REMEMBERED_AGENTS)))
                                .build();
                    case "rule-by-dataset" -> by("{name: r, if: {event.dataset: nginx.*}, then: drop}");
                    case "rule-by-path" -> by(RULE_BY_PATH);
                    case "rule-by-status" ->
                        by("{name: r, if: {http.response.status_code: {from: 100, to: 199}}, then: drop}");
                    case "rule-by-level" ->
                        by("{name: r, if: {log.level: {like: debug, ignore-case: true}}, then: drop}");
                    case "sample-by-event-id" -> by("{name: r, then: [{sample: {keep-one-in: 10}}]}");
                    case "sample-by-address" ->
                        by("{name: r, then: [{sample: {keep-one-in: 10, by: source.address}}]}");
                    case "ten-rules" -> by(TEN_RULES);
                    case "detect-all" -> by("{name: r, then: [{mask: {detect: all}}]}");
                    case "own-format" ->
                        settings.toBuilder()
                                .logFormats(Map.of("own", OWN_FORMAT))
                                .build();
                    default -> throw new IllegalArgumentException(with);
                });
    }

    /** The file of rules of an option; empty for those without rules. */
    public static String rules(String with) {
        return switch (with) {
            case "rule-by-path" -> text(RULE_BY_PATH);
            case "ten-rules" -> text(TEN_RULES);
            default -> "";
        };
    }

    private static String text(String rules) {
        return rules.lines().map(rule -> "- " + rule + "\n").collect(Collectors.joining("", "rules:\n", ""));
    }

    private static ParserSettings by(String rules) {
        RuleSet set =
                RuleSet.of(Map.of("benchmark.yaml", text(rules)), HashKey.parse(HASH_KEY), ParseOutput.OTHER_RULES);
        return ParserSettings.builder().rules(set).build();
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
