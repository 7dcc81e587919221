// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyslogFramesTest {

    private static final int LONGEST = 100_000;

    record Case(String why, String stream, String... messages) {
        @Override
        public String toString() {
            return why;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("nothing", ""),
                new Case("line feed", "<1>a\n<2>b\n", "<1>a", "<2>b"),
                new Case("carriage return and line feed", "<1>a\r\n<2>b\r\n", "<1>a", "<2>b"),
                new Case("zero byte", "<1>a\0<2>b\0", "<1>a", "<2>b"),
                new Case("no end", "<1>a\n<2>b", "<1>a", "<2>b"),
                new Case("empty lines", "\n\n<1>a\n\r\n\n<2>b\n\n", "<1>a", "<2>b"),
                new Case("counted (RFC 6587, 3.4.1)", "4 <1>a5 <2>bb", "<1>a", "<2>bb"),
                new Case("counted, with a line feed within", "8 <1>a\nb\nc4 <2>b", "<1>a\nb\nc", "<2>b"),
                new Case("counted, with a line feed at the end", "5 <1>a\n5 <2>b\n", "<1>a", "<2>b"),
                new Case("counted, with a line feed behind", "4 <1>a\n4 <2>b\n", "<1>a", "<2>b"),
                new Case("both", "<1>a\n4 <2>b<3>c\n4 <4>d", "<1>a", "<2>b", "<3>c", "<4>d"),
                new Case("counted, without a priority", "4 <1>a4 test", "<1>a", "test"),
                new Case(
                        "a line that starts with a number",
                        "2026-11-22 10:00 x\n12 apples\n",
                        "2026-11-22 10:00 x",
                        "12 apples"),
                new Case("a count with a leading zero is none", "04 <1>a\n", "04 <1>a"),
                new Case("a count without end is none", "99999999999999 <1>a\n<2>b\n", "99999999999999 <1>a", "<2>b"),
                new Case("a lone number", "42", "42"),
                new Case("a number and a blank", "42 ", "42 "));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTakenApart(Case test) throws IOException {
        assertThat(messages(new ByteArrayInputStream(test.stream.getBytes(UTF_8)), LONGEST))
                .containsExactly(test.messages);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTakenApartAsWellIfItComesByteByByte(Case test) throws IOException {
        assertThat(messages(byteByByte(test.stream), LONGEST)).containsExactly(test.messages);
    }

    @Test
    void longMessagesNeedRoomWhichIsGivenBack() throws IOException {
        String line = "<1>" + "x".repeat(70_000);
        List<Integer> asked = new ArrayList<>();
        SyslogFrames frames = new SyslogFrames(
                new ByteArrayInputStream((line + "\n" + line.length() + " " + line + "<2>b\n").getBytes(UTF_8)),
                LONGEST,
                asked::add);

        assertThat(read(frames)).containsExactly(line, line, "<2>b");
        assertThat(asked).startsWith(32 * 1024, 64 * 1024, 128 * 1024).endsWith(0);
    }

    @Test
    void aMessageOverTheLimitIsCutAndTheLast() throws IOException {
        SyslogFrames line = frames("<1>" + "a".repeat(200_000) + "\n<2>b\n", LONGEST);
        SyslogFrames counted = frames("5000000000 <1>aaaaaaaaaaaaaaaa", 10);

        assertThat(read(line)).containsExactly("<1>" + "a".repeat(LONGEST - 3));
        assertThat(line.overlong()).isTrue();
        assertThat(read(counted)).containsExactly("<1>aaaaaaa");
        assertThat(counted.overlong()).isTrue();
    }

    @Test
    void aCountedMessageThatIsCutIsNoMessage() {
        SyslogFrames frames = frames("4 <1>a10 <2>b", LONGEST);

        assertThatThrownBy(() -> read(frames))
                .isInstanceOf(IOException.class)
                .hasMessage("it ended within a message: 4 of 10 bytes came");
    }

    @Test
    void manyMessagesNeedNoRoom() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        String stream = "<13>Oct 11 22:14:15 host app: a message of common length\n".repeat(10_000);
        SyslogFrames frames = new SyslogFrames(
                new ByteArrayInputStream(stream.getBytes(UTF_8)), LONGEST, bytes -> asked.incrementAndGet());

        assertThat(read(frames)).hasSize(10_000).containsOnly(stream.substring(0, stream.indexOf('\n')));
        assertThat(asked).hasValue(0);
    }

    static List<Case> zeroTerminated() {
        return List.of(
                new Case("a stack trace", "<11>E\nTraceback:\n  x\0<14>b\0", "<11>E\nTraceback:\n  x", "<14>b"),
                new Case("a stack trace behind a line", "<14>b\0<11>E\n  x\0", "<14>b", "<11>E\n  x"),
                new Case("a line feed before the zero byte", "<1>a\n\0<2>b\n\0", "<1>a", "<2>b"),
                new Case("line feeds from then on", "<1>a\0<2>b\n<3>c\n<4>d\n", "<1>a", "<2>b", "<3>c", "<4>d"),
                new Case("line feeds, and zero bytes later", "<1>a\n<2>b\n  c\0", "<1>a", "<2>b\n  c"));
    }

    @ParameterizedTest
    @MethodSource("zeroTerminated")
    void aLineFeedWithinWhatEndsWithAZeroByteIsPartOfIt(Case test) throws IOException {
        assertThat(messages(new ByteArrayInputStream(test.stream.getBytes(UTF_8)), LONGEST))
                .containsExactly(test.messages);
    }

    @Test
    void zeroBytesAreRememberedWhereAMessageComesByteByByte() throws IOException {
        assertThat(messages(byteByByte("<14>a\0<11>E\n  x\n\0<14>b\n<14>c\n"), LONGEST))
                .containsExactly("<14>a", "<11>E\n  x", "<14>b", "<14>c");
    }

    private static SyslogFrames frames(String stream, int longest) {
        return new SyslogFrames(new ByteArrayInputStream(stream.getBytes(UTF_8)), longest, bytes -> {});
    }

    private static List<String> messages(InputStream in, int longest) throws IOException {
        return read(new SyslogFrames(in, longest, bytes -> {}));
    }

    private static List<String> read(SyslogFrames frames) throws IOException {
        List<String> messages = new ArrayList<>();
        while (frames.next()) {
            messages.add(new String(frames.bytes(), frames.from(), frames.to() - frames.from(), UTF_8));
        }
        return messages;
    }

    private static InputStream byteByByte(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int from, int length) {
                return super.read(bytes, from, Math.min(length, 1));
            }
        };
    }
}
