// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.Corpus;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Access lines in Apache's combined format, of 216 bytes in the mean, each with its number in the query of its request. One in a thousand has
 * backslash escapes, which httpd writes for quotes and bytes that are not ASCII.
 */
public final class AccessLogLines {

    /** Ours, but none of a parser's: what must come out is worked out by other means than what is measured. */
    private static final Pattern COMBINED = Pattern.compile(
            "(\\S+) \\S+ (\\S+) \\[([^]]+)] \"(\\S+) (\\S+) HTTP/(\\S+)\" (\\d+) (\\S+) \"((?:[^\"\\\\]|\\\\.)*)\" \"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final int ESCAPED_EVERY = 1000;

    private static final List<String> FIELDS = List.of(
            "source.address",
            "user.name",
            "@timestamp",
            "http.request.method",
            "url.original",
            "http.version",
            "http.response.status_code",
            "http.response.body.bytes",
            "http.request.referrer",
            "user_agent.original");

    private AccessLogLines() {}

    /** @param seed of the order of the lines */
    public static LineCorpus of(long seed) {
        List<String> plain = new ArrayList<>();
        List<String> escaped = new ArrayList<>();
        for (String line : Corpus.combined()) {
            (line.indexOf('\\') < 0 ? plain : escaped).add(line);
        }
        Collections.shuffle(plain, new Random(seed));
        List<NumberedLine> lines = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            boolean odd = i % ESCAPED_EVERY == ESCAPED_EVERY - 1;
            lines.add(numbered(odd ? escaped.get(i / ESCAPED_EVERY % escaped.size()) : plain.get(i)));
        }
        return new LineCorpus("apache_combined", FIELDS, lines);
    }

    private static NumberedLine numbered(String line) {
        Matcher parts = COMBINED.matcher(line);
        if (!parts.matches()) {
            throw new IllegalStateException("not a line of the combined format: " + line);
        }
        String mark = (parts.group(5).indexOf('?') < 0 ? "?" : "&") + NumberedLine.MARK;
        int at = parts.end(5);
        return new NumberedLine(
                (line.substring(0, at) + mark).getBytes(UTF_8),
                line.substring(at).getBytes(UTF_8),
                List.of(
                        parts.group(1),
                        parts.group(2),
                        Long.toString(OffsetDateTime.parse(parts.group(3), TIME)
                                .toInstant()
                                .toEpochMilli()),
                        parts.group(4),
                        unescaped(parts.group(5)) + mark + NumberedLine.NUMBER,
                        parts.group(6),
                        parts.group(7),
                        parts.group(8),
                        unescaped(parts.group(9)),
                        unescaped(parts.group(10))));
    }

    private static String unescaped(String text) {
        return text.replace("\\\"", "\"").replace("\\xc3\\xa9", "\u00e9");
    }
}
