// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From the bytes of a chunk to finished ECS JSON, by format. Each operation is a line. */
@State(Scope.Thread)
public class ParserBenchmark extends LineBenchmark {

    @Param({
        "apache_combined",
        "apache_common",
        "apache_error",
        "rfc5424",
        "rfc3164",
        "json",
        "cloudwatch",
        "text",
        "auto",
        "auto-combined",
        "nginx_access",
        "nginx_error",
        "haproxy_http",
        "haproxy_tcp",
        "aws_alb",
        "aws_s3_access",
        "iis",
        "postgresql",
        "java",
        "logfmt"
    })
    public String lines;

    private ChunkParser parser;
    private ChunkHeaders headers;
    private byte[] chunk;
    private CountingSink sink;

    @Setup
    public void setUp(Blackhole blackhole) {
        chunk = switch (lines) {
            case "apache_combined", "text", "auto-combined" -> Corpus.bytes(Corpus.combined());
            case "apache_common" -> Corpus.bytes(Corpus.commonLines());
            case "apache_error" -> Corpus.bytes(Corpus.errors());
            case "rfc5424" -> Corpus.bytes(Corpus.rfc5424());
            case "rfc3164" -> Corpus.bytes(Corpus.rfc3164());
            case "json" -> Corpus.bytes(Corpus.json());
            case "cloudwatch" -> Corpus.cloudWatch();
            case "auto" -> Corpus.bytes(Corpus.mixed());
            default -> Corpus.bytes(DeclaredCorpus.of(lines));
        };
        String format = switch (lines) {
            case "rfc5424", "rfc3164" -> "syslog";
            case "auto-combined" -> "auto";
            default -> lines;
        };
        headers = ChunkHeaders.of(format, "batch", 1_795_345_200_000L);
        parser = new ChunkParser(ParserSettings.builder()
                .logGroups(List.of(new ParserSettings.LogGroupFormat(Corpus.LOG_GROUP, "apache_combined")))
                .build());
        sink = new CountingSink(blackhole);
    }

    @Benchmark
    public void sluice() {
        parser.parse(headers, chunk, 0, chunk.length, sink);
        sink.check();
    }
}
