// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFilterTest {

    private static final LineFilter HEALTH = new LineFilter(List.of(), List.of("health"), 1);

    private static LineRules rules(LineFilter filter) {
        return new LineRules(Unwrapping.NONE, Multiline.NONE, 1000, LineEncoding.UTF_8).leavingOut(filter);
    }

    private static Framed frame(LineRules rules, byte[] bytes, boolean force) {
        return rules.framer().frame(bytes, 0, bytes.length, force);
    }

    private static String body(Framed framed) {
        return new String(framed.body(), framed.from(), framed.length(), UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "only what is included | error,warn | '' | error a/warn b | 1 | 0",
                "only what is not excluded | '' | ^info,b$ | error a | 0 | 2",
                "what is both is excluded | ' a$' | error | info a | 1 | 1",
                "nothing | none | '' | '' | 3 | 0",
            })
    void keepsWhatIsWanted(String name, String include, String exclude, String kept, int notIncluded, int excluded) {
        LineFilter filter = new LineFilter(list(include), list(exclude), 1);

        Framed framed = frame(rules(filter), "error a\r\ninfo a\nwarn b\nopen".getBytes(UTF_8), false);

        assertThat(body(framed).replace("\r", "").lines()).containsExactlyElementsOf(list(kept.replace('/', ',')));
        assertThat(framed.lines()).isEqualTo(list(kept.replace('/', ',')).size());
        assertThat(framed.consumed())
                .as("the place moves behind what is left out")
                .isEqualTo(23);
        assertThat(framed.leftOut())
                .isEqualTo(new LeftOutLines(
                        notIncluded, excluded, 0, framed.leftOut().last()));
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }

    @Test
    void judgesAnEventAsAWholeAndWithoutItsEnvelope() {
        LineFilter filter = new LineFilter(List.of(), List.of("(?m)^Caused by: Boring$", "stdout"), 1);
        LineRules rules =
                new LineRules(Unwrapping.CRI, Multiline.preset("java"), 1000, LineEncoding.UTF_8).leavingOut(filter);
        String envelope = "2026-11-22T12:00:00.000000000Z stdout F ";
        String text = envelope + "ERROR one\n" + envelope + "\tat a\n" + envelope + "Caused by: Boring\n" + envelope
                + "ERROR two\n" + envelope + "\tat b\n";

        Framed framed = frame(rules, text.getBytes(UTF_8), true);

        assertThat(body(framed)).isEqualTo("ERROR two\r\tat b\n");
        assertThat(framed.consumed()).isEqualTo(text.length());
        assertThat(framed.leftOut()).isEqualTo(new LeftOutLines(0, 1, 0, false));
    }

    @Test
    void judgesTextOfOtherEncodings() {
        LineRules rules = new LineRules(Unwrapping.NONE, Multiline.NONE, 1000, LineEncoding.of("utf-16le"))
                .leavingOut(new LineFilter(List.of("grün"), List.of(), 1));
        byte[] bytes = "rot\ngrün\n".getBytes(UTF_16LE);

        Framed framed = frame(rules, bytes, false);

        assertThat(body(framed)).isEqualTo("grün\n");
        assertThat(framed.consumed()).isEqualTo(bytes.length);
    }

    @Test
    void saysThatALineWithoutAnEndIsLeftOut() {
        Framed left = frame(rules(HEALTH), "a\nhealth".getBytes(UTF_8), true);
        Framed kept = frame(rules(HEALTH), "health\na".getBytes(UTF_8), true);

        assertThat(body(left)).isEqualTo("a\n");
        assertThat(left.openEnded()).isTrue();
        assertThat(left.leftOut().last()).isTrue();
        assertThat(body(kept)).isEqualTo("a");
        assertThat(kept.openEnded()).isTrue();
        assertThat(kept.leftOut().last()).isFalse();
    }

    @Test
    void keepsOneInSomeAndTheSameOnesWhereverABatchEnds() {
        LineRules rules = rules(new LineFilter(List.of(), List.of(), 10));
        String text = String.join(
                        "\n",
                        IntStream.range(0, 5_000).mapToObj(i -> "line " + i).toList())
                + "\n";
        byte[] bytes = text.getBytes(UTF_8);

        Framed whole = frame(rules, bytes, false);
        assertThat(whole.lines()).isBetween(400, 600);
        assertThat(whole.leftOut().sample()).isEqualTo(5_000 - whole.lines());

        Random random = new Random(1);
        StringBuilder pieces = new StringBuilder();
        int at = 0;
        int end = 0;
        while (at < bytes.length) {
            end = Math.min(bytes.length, end + 1 + random.nextInt(300));
            Framed framed = rules.framer().frame(bytes, at, end, false);
            pieces.append(body(framed));
            at += framed.consumed();
        }
        assertThat(pieces.toString()).isEqualTo(body(frame(rules, bytes, false)));
    }

    @Test
    void linesAreNoLongerTheFilesOwnBytes() {
        assertThat(rules(LineFilter.NONE).plain()).isTrue();
        assertThat(rules(HEALTH).plain()).isFalse();
    }

    @Test
    void writesAndReadsFilters() {
        List<LineFilter> filters = new ArrayList<>(List.of(HEALTH));
        filters.add(new LineFilter(List.of("a b", "\t,="), List.of("ü", "^$"), 7));
        for (LineFilter filter : filters) {
            LineRules rules = rules(filter);
            assertThat(LineRules.parse(rules.text())).isEqualTo(rules);
        }
        assertThat(rules(LineFilter.NONE).text())
                .as("as it was before there were filters")
                .startsWith("none ");
        assertThatThrownBy(() -> new LineFilter(List.of(), List.of("("), 1)).hasMessageContaining("RE2 syntax");
    }

    @Test
    @Timeout(10)
    void looksInLinearTime() {
        byte[] line = ("a".repeat(50_000) + "b\n").getBytes(UTF_8);
        LineRules rules = new LineRules(Unwrapping.NONE, Multiline.NONE, 1 << 20, LineEncoding.UTF_8)
                .leavingOut(new LineFilter(List.of(), List.of("^(a+)+$"), 1));

        assertThat(rules.framer().frame(line, 0, line.length, true).lines()).isOne();
    }
}
