// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.declared.FormatLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is scanned without going back is read as the general engine reads it, whatever the expression and the line. */
class ScannedExpressionProperties {

    private static final String ALPHABET = "ab\" 1é";
    private static final List<String> ONE =
            List.of("a", "b", "\"", " ", ".", "[ab]", "[^\"]", "[^ ]", "[0-9]", "\\S", "\\w");
    private static final List<String> QUANTIFIERS =
            List.of("", "", "", "*", "+", "?", "*?", "+?", "{1,2}", "{2}", "{0,3}");
    private static final int LINES = 60;
    private static final int LONGEST = 5;

    @Property(tries = 200)
    void readWhatTheGeneralEngineReads(@ForAll long seed) {
        Random random = new Random(seed);
        String last = random.nextBoolean() ? "\"" : "";
        String expression = expression(random, new int[1], 2) + last;
        ParserSettings settings = Parsed.settings().toBuilder()
                .declaredFormats(DeclaredFormats.of("test.yaml", """
                        formats:
                          scanned: {regex: '%1$s', absent: []}
                          general: {regex: '(?s)%1$s', absent: []}
                        """.formatted(expression), FormatLimits.DEFAULT))
                .build();
        for (String line : lines(random, last)) {
            assertThat(read(settings, "scanned", line))
                    .as(expression + " of " + line)
                    .isEqualTo(read(settings, "general", line));
        }
    }

    /** What was captured, or that the line is not of the expression. */
    private static String read(ParserSettings settings, String format, String line) {
        Parsed parsed = Parsed.of(settings, Parsed.headers(format), line.getBytes(UTF_8));
        return parsed.events().isEmpty() ? "no" : parsed.event().at("fields").toString();
    }

    private static String expression(Random random, int[] fields, int depth) {
        StringBuilder expression = new StringBuilder();
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            expression.append(part(random, fields, depth)).append(one(random, QUANTIFIERS));
        }
        return expression.toString();
    }

    private static String part(Random random, int[] fields, int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(6)) {
            case 1, 2 -> "(?<f" + fields[0]++ + ">" + expression(random, fields, depth - 1) + ")";
            case 3 -> "(?:" + expression(random, fields, depth - 1) + "|" + expression(random, fields, depth - 1) + ")";
            case 4 -> "(?:" + expression(random, fields, depth - 1) + ")";
            default -> one(random, ONE);
        };
    }

    private static List<String> lines(Random random, String last) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            StringBuilder line = new StringBuilder();
            for (int length = 1 + random.nextInt(LONGEST); length > 0; length--) {
                line.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            lines.add(line + last);
        }
        return lines;
    }

    private static String one(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
