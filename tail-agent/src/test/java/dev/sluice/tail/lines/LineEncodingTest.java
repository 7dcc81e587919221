// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineEncodingTest {

    private static LineRules rules(String encoding, Multiline multiline) {
        return new LineRules(Unwrapping.NONE, multiline, 10_000, LineEncoding.of(encoding));
    }

    @ParameterizedTest
    @CsvSource({
        "efbbbf41, utf-8, 3",
        "fffe4100, utf-16le, 2",
        "feff0041, utf-16be, 2",
        "41, utf-8, 0",
        "0000000000000000, utf-8, 0",
        "410042, utf-8, 0"
    })
    void isToldByAByteOrderMark(String hex, String name, int mark) throws UnreadEncodingException {
        byte[] first = HexFormat.of().parseHex(hex);
        LineEncoding encoding = LineEncoding.AUTO.told(first);
        assertThat(encoding.wireName()).isEqualTo(name);
        assertThat(encoding.afterMark(first, 0, first.length)).isEqualTo(mark);
    }

    @Test
    void waitsForTheRestOfAMark() {
        for (byte[] start : List.of(new byte[] {}, new byte[] {(byte) 0xef}, new byte[] {(byte) 0xfe})) {
            assertThat(LineEncoding.AUTO.mayChange(start)).isTrue();
            assertThat(LineEncoding.of("iso-8859-1").mayChange(start)).isFalse();
        }
        assertThat(LineEncoding.AUTO.mayChange(new byte[] {'a'})).isFalse();
        assertThat(LineEncoding.AUTO.mayChange(new byte[] {(byte) 0xff, (byte) 0xfe}))
                .isFalse();
    }

    @Test
    void namesWhatItDoesNotRead() {
        assertThatThrownBy(() -> LineEncoding.AUTO.told("lines\n".getBytes(UTF_16LE)))
                .hasMessageContaining("set encoding: utf-16le");
        assertThatThrownBy(() -> LineEncoding.AUTO.told("lines\n".getBytes(UTF_16BE)))
                .hasMessageContaining("set encoding: utf-16be");
        assertThatThrownBy(() -> LineEncoding.AUTO.told("\ufefflines\n".getBytes(Charset.forName("UTF-32LE"))))
                .hasMessageContaining("UTF-32");
        for (String name : List.of("utf-32", "cp037", "klingon", "")) {
            assertThatThrownBy(() -> LineEncoding.of(name)).hasMessageStartingWith("must be auto, utf-8, utf-16le");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-16le", "utf-16be", "windows-1252", "iso-8859-1"})
    void turnsLinesIntoUtf8(String name) {
        String text = name.startsWith("utf") ? "a ĊȊ ਊ\r\n\n日本 😀\nlast" : "a é\r\n\nüß\nlast";
        byte[] bytes = text.getBytes(Charset.forName(name));
        Framed framed = rules(name, Multiline.NONE).framer().frame(bytes, 0, bytes.length, false);
        int open = "last".getBytes(Charset.forName(name)).length;
        assertThat(framed.consumed()).isEqualTo(bytes.length - open);
        assertThat(framed.lines()).isEqualTo(3);
        assertThat(new String(framed.body(), framed.from(), framed.length(), UTF_8))
                .isEqualTo(text.substring(0, text.length() - 4));
        Framed all = rules(name, Multiline.NONE).framer().frame(bytes, 0, bytes.length, true);
        assertThat(all.openEnded()).isTrue();
        assertThat(new String(all.body(), all.from(), all.length(), UTF_8)).isEqualTo(text);
    }

    @Test
    void keepsWhatIsNoTextInTheEncoding() {
        byte[] bytes = {0x41, 0, 0x00, (byte) 0xdc, 0x42, 0, '\n', 0};
        Framed framed = rules("utf-16le", Multiline.NONE).framer().frame(bytes, 0, bytes.length, false);
        assertThat(new String(framed.body(), framed.from(), framed.length(), UTF_8))
                .isEqualTo("A\ufffdB\n");
    }

    /** What makes re-sending safe, also where a line is longer than what is decoded at a time. */
    @Test
    void givesTheSameLinesWhereverABatchEnds() {
        Random random = new Random(7);
        String[] pieces = {"one\n", " indented ਊ\n", "😀".repeat(3000) + "\n", "\n", "x\r\n"};
        for (LineRules rules :
                List.of(rules("utf-16le", Multiline.NONE), rules("utf-16be", Multiline.preset("indented")))) {
            for (int round = 0; round < 50; round++) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < 30; i++) {
                    text.append(pieces[random.nextInt(pieces.length)]);
                }
                byte[] bytes = text.toString().getBytes(rules.encoding().charset());
                StringBuilder body = new StringBuilder();
                int at = 0;
                int end = 0;
                while (end < bytes.length) {
                    end = Math.min(bytes.length, end + 1 + random.nextInt(20_000));
                    Framed framed = rules.framer().frame(bytes, at, end, end == bytes.length);
                    body.append(new String(framed.body(), framed.from(), framed.length(), UTF_8));
                    at += framed.consumed();
                }
                Framed whole = rules.framer().frame(bytes, 0, bytes.length, true);
                assertThat(body.toString()).isEqualTo(new String(whole.body(), whole.from(), whole.length(), UTF_8));
            }
        }
    }
}
