// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LinesTest {

    private static final int MAX_LINE = 100;

    private static LineRules rules(Unwrapping unwrapping, Multiline multiline) {
        return new LineRules(unwrapping, multiline, MAX_LINE, LineEncoding.UTF_8);
    }

    private record Result(int consumed, String body, int lines, boolean openEnded) {}

    private static Result frame(LineRules rules, String text, boolean force) {
        byte[] bytes = text.getBytes(UTF_8);
        Framed framed = rules.framer().frame(bytes, 0, bytes.length, force);
        String body = new String(framed.body(), framed.from(), framed.length(), UTF_8);
        return new Result(framed.consumed(), body, framed.lines(), framed.openEnded());
    }

    /** Rules, what a program wrote, and the events, in which a bar stands for the end of a line inside. */
    static Stream<Arguments> events() {
        Multiline java = Multiline.preset("java");
        Multiline python = Multiline.preset("python");
        Multiline go = Multiline.preset("go");
        Multiline indented = Multiline.preset("indented");
        Multiline dated = Multiline.startingWith("^\\d{4}-");
        return Stream.of(
                Arguments.of(indented, "a\n b\n\tc\nd\n", List.of("a| b|\tc", "d")),
                Arguments.of(dated, "2026-11 a\nb\n\n2026-12 c\n", List.of("2026-11 a|b|", "2026-12 c")),
                Arguments.of(dated, "begins late\n2026-12 c\n", List.of("begins late", "2026-12 c")),
                Arguments.of(
                        java,
                        "12:00 ERROR x\njava.lang.Error: y\n\tat A.b(A.java:1)\nCaused by: z\n\t... 3 more\n12:01 ok\n",
                        List.of(
                                "12:00 ERROR x|java.lang.Error: y|\tat A.b(A.java:1)|Caused by: z|\t... 3 more",
                                "12:01 ok")),
                Arguments.of(
                        python,
                        "ERROR m\nTraceback (most recent call last):\n  File \"a\"\nKeyError: 1\n\n"
                                + "During handling of the above exception, another exception occurred:\n\n"
                                + "Traceback (most recent call last):\n  File \"b\"\nValueError: 2\nINFO n\n",
                        List.of(
                                "ERROR m|Traceback (most recent call last):|  File \"a\"|KeyError: 1||"
                                        + "During handling of the above exception, another exception occurred:||"
                                        + "Traceback (most recent call last):|  File \"b\"|ValueError: 2",
                                "INFO n")),
                Arguments.of(
                        go,
                        "start\npanic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:3 +0x1d\nexit status 2\nnext\n",
                        List.of(
                                "start",
                                "panic: boom||goroutine 1 [running]:|main.main()|\t/a.go:3 +0x1d|exit status 2",
                                "next")));
    }

    @ParameterizedTest
    @MethodSource("events")
    void joinsLinesOfOneEvent(Multiline multiline, String text, List<String> events) {
        LineRules rules = new LineRules(Unwrapping.NONE, multiline, 10_000, LineEncoding.UTF_8);
        String body = String.join("\n", events).replace('|', '\r') + "\n";
        assertThat(frame(rules, text, true)).isEqualTo(new Result(text.length(), body, events.size(), false));
        // The last event may go on: it waits, and nothing of it is taken.
        int last = text.length() - events.getLast().length() - 1;
        assertThat(frame(rules, text, false).consumed()).isEqualTo(last);
    }

    @Test
    void keepsAnEventOfPlainLinesAsLongAsInTheFile() {
        String text = "a\r\n b\r\nc\r\n";
        assertThat(frame(rules(Unwrapping.NONE, Multiline.preset("indented")), text, true)
                        .body())
                .isEqualTo("a \r b\r\nc\r\n")
                .hasSameSizeAs(text);
    }

    @Test
    void cutsAnEventThatIsTooLongBetweenLines() {
        String text = "start\n" + (" " + "x".repeat(39) + "\n").repeat(5) + "next\n";
        Result result = frame(rules(Unwrapping.NONE, Multiline.preset("indented")), text, true);
        assertThat(result.body().split("\n"))
                .hasSize(4)
                .allSatisfy(event -> assertThat(event.length()).isLessThanOrEqualTo(MAX_LINE));
    }

    @Test
    void takesPlainLinesAsTheyAre() {
        LineRules plain = rules(Unwrapping.NONE, Multiline.NONE);
        assertThat(frame(plain, "a\r\n\nb\nno end", false)).isEqualTo(new Result(6, "a\r\n\nb\n", 3, false));
        assertThat(frame(plain, "a\nno end", true)).isEqualTo(new Result(8, "a\nno end", 2, true));
        assertThat(frame(plain, "no end", false).consumed()).isZero();
        assertThat(frame(plain, "a\n\0\0b\n", false).consumed()).isEqualTo(2);
        assertThat(frame(plain, "a\n" + "x".repeat(101) + "\n", true).consumed())
                .isEqualTo(2);
    }

    @Test
    void unwrapsCriAndJoinsParts() {
        String text = """
                2016-10-06T00:17:09.669794202Z stdout F one
                2016-10-06T00:17:09.669794202Z stdout P tw
                2016-10-06T00:17:09.669794202Z stderr F err
                2016-10-06T00:17:10.113242941Z stdout F o
                2016-10-06T00:17:10.113242941Z stdout F:x\s
                not CRI
                2016-10-06T00:17:10.113242941Z stdout P open
                """;
        Result result = frame(rules(Unwrapping.CRI, Multiline.NONE), text, false);
        assertThat(result.body()).isEqualTo("one\nerr\ntwo\n\nnot CRI\n");
        assertThat(result.lines()).isEqualTo(5);
        assertThat(result.consumed()).isEqualTo(text.indexOf("2016-10-06T00:17:10.113242941Z stdout P"));
        assertThat(frame(rules(Unwrapping.CRI, Multiline.NONE), text, true).body())
                .endsWith("not CRI\nopen\n");
    }

    @Test
    void joinsLinesOfOneEventInsideAnEnvelope() {
        String text = """
                2016-10-06T00:17:09.6Z stderr F boom
                2016-10-06T00:17:09.6Z stderr F  at a
                2016-10-06T00:17:09.6Z stdout F  not of it
                2016-10-06T00:17:09.6Z stdout F next
                """;
        Result result = frame(rules(Unwrapping.CRI, Multiline.preset("indented")), text, true);
        assertThat(result.body()).isEqualTo("boom\r at a\n not of it\nnext\n");
    }

    @ParameterizedTest
    @MethodSource("dockerLines")
    void unwrapsDocker(String line, String content) {
        String text = line + "\n";
        assertThat(frame(rules(Unwrapping.DOCKER, Multiline.NONE), text, true).body())
                .isEqualTo(content);
    }

    static Stream<Arguments> dockerLines() {
        return Stream.of(
                Arguments.of("{\"log\":\"hi\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-22T10:00:00Z\"}", "hi\n"),
                Arguments.of("{\"log\":\"a\\\"b\\\\n\\t\\u003c\\u00e9\\n\",\"stream\":\"stderr\"}", "a\"b\\n\t<é\n"),
                Arguments.of("{\"log\":\"\\ud83d\\ude00 \\ud83d!\\n\"}", "😀 \uFFFD!\n"),
                Arguments.of("{\"log\":\"x\\n\",\"attrs\":{\"a}\":\"b\"},\"stream\":\"stdout\"}", "x\n"),
                Arguments.of("{\"log\":\"tty\\r\\n\"}", "tty\r\n"),
                Arguments.of("{\"log\":\"\\n\"}", "\n"),
                Arguments.of("{\"log\":\"cut\"", "{\"log\":\"cut\"\n"),
                Arguments.of("{\"other\":1}", "{\"other\":1}\n"),
                Arguments.of("plain", "plain\n"));
    }

    @Test
    void joinsDockersParts() {
        String text = "{\"log\":\"a\",\"stream\":\"stdout\"}\n{\"log\":\"e\\n\",\"stream\":\"stderr\"}\n"
                + "{\"log\":\"b\\n\",\"stream\":\"stdout\"}\n";
        assertThat(frame(rules(Unwrapping.DOCKER, Multiline.NONE), text, false).body())
                .isEqualTo("e\nab\n");
    }

    /** What makes re-sending safe: wherever a batch ends, what follows is framed as if it had not ended there. */
    @Test
    void givesTheSameLinesWhereverABatchEnds() {
        Random random = new Random(7);
        String[] pieces = {
            "2016-10-06T00:17:09.6Z stdout F one\n",
            "2016-10-06T00:17:09.6Z stdout P part \n",
            "2016-10-06T00:17:09.6Z stderr F  indented\n",
            "2016-10-06T00:17:09.6Z stderr P x\n",
            "odd\n",
            "\n"
        };
        LineRules[] all = {
            rules(Unwrapping.NONE, Multiline.NONE),
            rules(Unwrapping.NONE, Multiline.preset("indented")),
            rules(Unwrapping.CRI, Multiline.NONE),
            rules(Unwrapping.CRI, Multiline.preset("indented"))
        };
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            for (LineRules rules : all) {
                byte[] bytes = text.toString().getBytes(UTF_8);
                StringBuilder pieceByPiece = new StringBuilder();
                int at = 0;
                int end = 0;
                while (end < bytes.length) {
                    end = Math.min(bytes.length, end + 1 + random.nextInt(300));
                    Framed framed = rules.framer().frame(bytes, at, end, end == bytes.length);
                    pieceByPiece.append(new String(framed.body(), framed.from(), framed.length(), UTF_8));
                    at += framed.consumed();
                }
                assertThat(pieceByPiece.toString())
                        .isEqualTo(frame(rules, text.toString(), true).body());
            }
        }
    }

    @Test
    void writesAndReadsRules() {
        for (Multiline multiline :
                List.of(Multiline.NONE, Multiline.preset("go"), Multiline.startingWith("^[a b]\t "))) {
            LineRules rules = new LineRules(Unwrapping.CRI, multiline, 5000, LineEncoding.UTF_8);
            assertThat(LineRules.parse(rules.text())).isEqualTo(rules);
        }
        assertThatThrownBy(() -> Multiline.startingWith("(")).hasMessageContaining("regular expression");
        assertThatThrownBy(() -> Multiline.preset("ruby")).hasMessageContaining("indented, java, python or go");
    }

    @Test
    void findsBytes() {
        byte[] bytes = new byte[100];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = 5;
            assertThat(ByteScan.indexOf(bytes, (byte) 5, 0, 100)).isEqualTo(at);
            assertThat(ByteScan.indexOf(bytes, (byte) 5, at, 100)).isEqualTo(at);
            assertThat(ByteScan.indexOf(bytes, (byte) 5, at + 1, 100)).isEqualTo(-1);
            assertThat(ByteScan.indexOf(bytes, (byte) 5, 0, at)).isEqualTo(-1);
            bytes[at] = 0;
        }
    }

    @Test
    @Timeout(10)
    void looksForEventsInLinearTime() {
        byte[] line = ("a".repeat(50_000) + "b\n").getBytes(UTF_8);
        LineRules rules =
                new LineRules(Unwrapping.NONE, Multiline.startingWith("^(a+)+$"), 1 << 20, LineEncoding.UTF_8);
        assertThat(rules.framer().frame(line, 0, line.length, true).lines()).isOne();
    }
}
