// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.declared.FormatLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Combined lines by formats that are declared, to the same ECS fields: beside the parser that is built in, and beside java-grok of {@link
 * OthersBenchmark}, which only takes the lines apart. Each operation is a line.
 */
@State(Scope.Thread)
public class DeclaredBenchmark extends LineBenchmark {

    private static final String DISSECT =
            "dissect: '%{source.address} %{apache.access.user.identity} %{user.name} [%{@timestamp}]"
                    + " \"%{apache.access.request}\" %{http.response.status_code} %{http.response.body.bytes}"
                    + " \"%{http.request.referrer}\" \"%{user_agent.original}\"'\n"
                    + "    fields: {'@timestamp': httpdate, apache.access.request: request}";

    private static final String GROK = "grok: '%{COMBINEDAPACHELOG}'";

    /** A flag is nothing that could be scanned: RE2/J decides on each line. */
    private static final String EXPRESSION =
            "regex: '(?s)^(?<source.address>\\S+) (?<apache.access.user.identity>\\S+) (?<user.name>\\S+) \\[(?<@timestamp>[^\\]]+)\\]"
                    + " \"(?<apache.access.request>[^\"\\\\]*(?:\\\\.[^\"\\\\]*)*)\" (?<http.response.status_code>[0-9]{3})"
                    + " (?<http.response.body.bytes>[0-9]+|-) \"(?<http.request.referrer>[^\"\\\\]*(?:\\\\.[^\"\\\\]*)*)\""
                    + " \"(?<user_agent.original>[^\"\\\\]*(?:\\\\.[^\"\\\\]*)*)\"$'\n"
                    + "    fields: {'@timestamp': httpdate, apache.access.request: request}";

    @Param({"built-in", "dissect", "grok", "re2j"})
    public String by;

    private ChunkParser parser;
    private ChunkHeaders headers;
    private byte[] chunk;
    private CountingSink sink;

    @Setup
    public void setUp(Blackhole blackhole) {
        chunk = Corpus.bytes(Corpus.combined());
        boolean isDeclared = !by.equals("built-in");
        headers = ChunkHeaders.of(isDeclared ? "own" : "apache_combined", "batch", 1_795_345_200_000L);
        ParserSettings.Builder settings = ParserSettings.builder();
        if (isDeclared) {
            String body = switch (by) {
                case "dissect" -> DISSECT;
                case "grok" -> GROK;
                case "re2j" -> EXPRESSION;
                default -> throw new IllegalArgumentException(by);
            };
            settings.declaredFormats(DeclaredFormats.of(
                    "benchmark.yaml",
                    "formats:\n  own:\n    dataset: apache.access\n    " + body + "\n",
                    FormatLimits.DEFAULT));
        }
        parser = new ChunkParser(settings.build());
        sink = new CountingSink(blackhole);
    }

    @Benchmark
    public void combinedBy() {
        parser.parse(headers, chunk, 0, chunk.length, sink);
        sink.check();
    }
}
