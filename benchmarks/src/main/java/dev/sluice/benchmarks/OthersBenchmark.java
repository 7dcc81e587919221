// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import io.krakens.grok.api.Grok;
import io.krakens.grok.api.GrokCompiler;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.basjes.parse.core.Field;
import nl.basjes.parse.core.Parser;
import nl.basjes.parse.core.exceptions.DissectionFailure;
import nl.basjes.parse.core.exceptions.InvalidDissectorException;
import nl.basjes.parse.core.exceptions.MissingDissectorsException;
import nl.basjes.parse.httpdlog.HttpdLoglineParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What people use today, on the same combined lines. All of them only take the line apart: none makes JSON or an id, none unescapes or reads
 * the time, and each is given its lines as strings for nothing.
 */
@State(Scope.Thread)
public class OthersBenchmark extends LineBenchmark {

    private static final Pattern COMBINED = Pattern.compile(
            "^(\\S+) (\\S+) (.*?) \\[([^\\]]+)\\] \"(?:(\\S+) (\\S+) HTTP/([\\d.]+)|[^\"]*)\" (\\d{3}|-) (\\d+|-) \"((?:[^\"\\\\]|\\\\.)*)\" \"((?:[^\"\\\\]|\\\\.)*)\"$");
    private static final int GROUPS = 11;

    private List<String> lines;
    private Grok grok;
    private Parser<HttpdRecord> httpdlog;

    @Setup
    public void setUp() {
        lines = Corpus.combined();
        GrokCompiler compiler = GrokCompiler.newInstance();
        compiler.registerDefaultPatterns();
        grok = compiler.compile("%{COMBINEDAPACHELOG}");
        httpdlog = new HttpdLoglineParser<>(HttpdRecord.class, "combined");
    }

    @Benchmark
    public void regex(Blackhole blackhole) {
        for (String line : lines) {
            Matcher matcher = COMBINED.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalStateException(line);
            }
            for (int group = 1; group <= GROUPS; group++) {
                blackhole.consume(matcher.group(group));
            }
        }
    }

    @Benchmark
    public void javaGrok(Blackhole blackhole) {
        for (String line : lines) {
            Map<String, Object> fields = grok.match(line).capture();
            if (fields.isEmpty()) {
                throw new IllegalStateException(line);
            }
            blackhole.consume(fields);
        }
    }

    @Benchmark
    public void httpdlogParser(Blackhole blackhole)
            throws DissectionFailure, InvalidDissectorException, MissingDissectorsException {
        for (String line : lines) {
            HttpdRecord fields = new HttpdRecord(blackhole);
            httpdlog.parse(fields, line);
        }
    }

    /** Takes the same fields. */
    public static final class HttpdRecord {

        private final Blackhole blackhole;

        HttpdRecord(Blackhole blackhole) {
            this.blackhole = blackhole;
        }

        @Field({
            "IP:connection.client.host",
            "NUMBER:connection.client.logname",
            "STRING:connection.client.user",
            "TIME.STAMP:request.receive.time",
            "HTTP.METHOD:request.firstline.method",
            "HTTP.URI:request.firstline.uri",
            "HTTP.PROTOCOL_VERSION:request.firstline.protocol",
            "STRING:request.status.last",
            "BYTESCLF:response.body.bytes",
            "HTTP.URI:request.referer",
            "HTTP.USERAGENT:request.user-agent"
        })
        public void set(String name, String value) {
            blackhole.consume(value);
        }
    }
}
