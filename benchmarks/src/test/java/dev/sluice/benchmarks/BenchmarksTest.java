// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.model.LogFormat;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.infra.Blackhole;

/** Each benchmark runs once, and each line of its corpus is taken: a benchmark of failures would measure nothing. */
class BenchmarksTest {

    private static final Blackhole BLACKHOLE = new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

    @ParameterizedTest
    @ValueSource(
            strings = {
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
    void parsers(String lines) {
        ParserBenchmark benchmark = new ParserBenchmark();
        benchmark.lines = lines;
        benchmark.setUp(BLACKHOLE);
        assertThatCode(benchmark::sluice).doesNotThrowAnyException();
    }

    /** Syslog has two, one for each RFC. */
    @Test
    void everyFormatHasLines() throws Exception {
        Set<String> names = new TreeSet<>(LogFormat.wireNames());
        names.remove("syslog");
        names.addAll(Set.of("rfc5424", "rfc3164"));
        assertThat(ParserBenchmark.class
                        .getField("lines")
                        .getAnnotation(Param.class)
                        .value())
                .containsAll(names);
        assertThat(BenchmarksTest.class
                        .getDeclaredMethod("parsers", String.class)
                        .getAnnotation(ValueSource.class)
                        .strings())
                .containsExactly(ParserBenchmark.class
                        .getField("lines")
                        .getAnnotation(Param.class)
                        .value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
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
    void options(String with) {
        OptionsBenchmark benchmark = new OptionsBenchmark();
        benchmark.with = with;
        benchmark.setUp(BLACKHOLE);
        assertThatCode(benchmark::combined).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"built-in", "dissect", "grok", "re2j"})
    void declared(String by) {
        DeclaredBenchmark benchmark = new DeclaredBenchmark();
        benchmark.by = by;
        benchmark.setUp(BLACKHOLE);
        assertThatCode(benchmark::combinedBy).doesNotThrowAnyException();
    }

    @Test
    void others() {
        OthersBenchmark benchmark = new OthersBenchmark();
        benchmark.setUp();
        assertThatCode(() -> {
                    benchmark.regex(BLACKHOLE);
                    benchmark.javaGrok(BLACKHOLE);
                    benchmark.httpdlogParser(BLACKHOLE);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void json() {
        JsonBenchmark benchmark = new JsonBenchmark();
        benchmark.setUp(BLACKHOLE);
        assertThatCode(() -> {
                    benchmark.read(BLACKHOLE);
                    benchmark.jacksonRead(BLACKHOLE);
                    benchmark.event();
                    benchmark.jacksonCopy(BLACKHOLE);
                })
                .doesNotThrowAnyException();
    }
}
