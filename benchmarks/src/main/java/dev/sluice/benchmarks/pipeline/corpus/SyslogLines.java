// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.Corpus;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RFC 5424 messages with structured data, of about 200 bytes, each with its number at the end of its text. */
public final class SyslogLines {

    private static final Pattern MESSAGE =
            Pattern.compile("<(\\d+)>1 (\\S+) (\\S+) (\\S+) (\\S+) (\\S+) \\[[^]]*] (.*)");

    private static final List<String> FIELDS = List.of(
            "log.syslog.priority",
            "@timestamp",
            "log.syslog.hostname",
            "log.syslog.appname",
            "log.syslog.procid",
            "log.syslog.msgid",
            "message");

    private SyslogLines() {}

    /** @param seed of the order of the lines */
    public static LineCorpus of(long seed) {
        List<String> messages = new ArrayList<>(Corpus.rfc5424());
        Collections.shuffle(messages, new Random(seed));
        return new LineCorpus(
                "syslog", FIELDS, messages.stream().map(SyslogLines::numbered).toList());
    }

    private static NumberedLine numbered(String line) {
        Matcher parts = MESSAGE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalStateException("not a message with structured data: " + line);
        }
        String mark = " " + NumberedLine.MARK;
        return new NumberedLine(
                (line + mark).getBytes(UTF_8),
                new byte[0],
                List.of(
                        parts.group(1),
                        Long.toString(
                                OffsetDateTime.parse(parts.group(2)).toInstant().toEpochMilli()),
                        parts.group(3),
                        parts.group(4),
                        parts.group(5),
                        parts.group(6),
                        parts.group(7) + mark + NumberedLine.NUMBER));
    }
}
