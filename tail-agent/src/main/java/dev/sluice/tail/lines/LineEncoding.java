// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * In which encoding a file's lines are written; what is sent is UTF-8. {@code auto} is UTF-8, or what a byte order mark at the file's start says.
 * Places are those of the file's own bytes, so an encoding only has to find its ends of lines in them.
 */
public final class LineEncoding {

    /** UTF-8, or what a byte order mark says. */
    public static final LineEncoding AUTO = new LineEncoding("auto", StandardCharsets.UTF_8);

    /** Bytes as they are. */
    public static final LineEncoding UTF_8 = new LineEncoding("utf-8", StandardCharsets.UTF_8);

    /** As many of a file's first bytes as it takes to tell its encoding. */
    public static final int FIRST_BYTES = 16;

    private static final LineEncoding UTF_16LE = new LineEncoding("utf-16le", StandardCharsets.UTF_16LE);
    private static final LineEncoding UTF_16BE = new LineEncoding("utf-16be", StandardCharsets.UTF_16BE);
    private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] UTF_16LE_MARK = {(byte) 0xff, (byte) 0xfe};
    private static final byte[] UTF_16BE_MARK = {(byte) 0xfe, (byte) 0xff};
    private static final byte[] UTF_32LE_MARK = {(byte) 0xff, (byte) 0xfe, 0, 0};
    private static final byte[] UTF_32BE_MARK = {0, 0, (byte) 0xfe, (byte) 0xff};
    private static final int LEAST_UNITS = 4;

    private final String name;
    private final Charset charset;

    private LineEncoding(String name, Charset charset) {
        this.name = name;
        this.charset = charset;
    }

    /**
     * The encoding of that name.
     *
     * @throws IllegalArgumentException if there is none, or none whose ends of lines can be found
     */
    public static LineEncoding of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (LineEncoding known : new LineEncoding[] {AUTO, UTF_8, UTF_16LE, UTF_16BE}) {
            if (known.name.equals(lower)) {
                return known;
            }
        }
        try {
            Charset charset = Charset.forName(name);
            if (charset.canEncode() && Arrays.equals("\n".getBytes(charset), new byte[] {'\n'})) {
                return charset.equals(StandardCharsets.UTF_8) ? UTF_8 : new LineEncoding(lower, charset);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected(), e);
        }
        throw new IllegalArgumentException(expected());
    }

    private static String expected() {
        return "must be auto, utf-8, utf-16le, utf-16be or another encoding of single-byte line ends that the agent's"
                + " run-time knows, such as iso-8859-1 or windows-1252";
    }

    /**
     * This encoding, or the one that the file tells where this is {@code auto}.
     *
     * @param first the file's first bytes, as many as there are up to {@link #FIRST_BYTES}
     * @throws UnreadEncodingException if the file is in an encoding that is not read, or not without being told
     */
    public LineEncoding told(byte[] first) throws UnreadEncodingException {
        if (this != AUTO) {
            return this;
        }
        if (begins(first, UTF_32LE_MARK) || begins(first, UTF_32BE_MARK)) {
            throw new UnreadEncodingException("it is UTF-32, which is not read; let the program write UTF-8 or UTF-16");
        }
        if (begins(first, UTF_16LE_MARK)) {
            return UTF_16LE;
        }
        if (begins(first, UTF_16BE_MARK)) {
            return UTF_16BE;
        }
        if (isEveryOther(first, 1)) {
            throw new UnreadEncodingException(
                    "it looks like UTF-16 without a byte order mark; set encoding: utf-16le for its input");
        }
        if (isEveryOther(first, 0)) {
            throw new UnreadEncodingException(
                    "it looks like UTF-16 without a byte order mark; set encoding: utf-16be for its input");
        }
        return UTF_8;
    }

    /** Whether more bytes may tell another encoding than {@code first} do: they may be the start of a mark. */
    public boolean mayChange(byte[] first) {
        return this == AUTO
                && first.length < UTF_8_MARK.length
                && (isStartOf(first, UTF_8_MARK) || isStartOf(first, UTF_16LE_MARK) || isStartOf(first, UTF_16BE_MARK))
                && !begins(first, UTF_16LE_MARK)
                && !begins(first, UTF_16BE_MARK);
    }

    private static boolean begins(byte[] bytes, byte[] mark) {
        return bytes.length >= mark.length && isStartOf(mark, bytes);
    }

    private static boolean isStartOf(byte[] start, byte[] of) {
        return start.length <= of.length && Arrays.equals(start, 0, start.length, of, 0, start.length);
    }

    /** Whether every other byte, and no other one, is NUL, as in ASCII text that is written in UTF-16. */
    private static boolean isEveryOther(byte[] bytes, int nul) {
        if (bytes.length < 2 * LEAST_UNITS) {
            return false;
        }
        for (int i = 0; i < bytes.length - 1; i += 2) {
            if (bytes[i + nul] != 0 || bytes[i + 1 - nul] == 0) {
                return false;
            }
        }
        return true;
    }

    /** The name in configurations. */
    public String wireName() {
        return name;
    }

    /** Whether bytes are sent as they are. */
    public boolean asIs() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    Charset charset() {
        return charset;
    }

    /** Where the text begins: behind the byte order mark, if {@code bytes}, the start of a file, begin with one. */
    public int afterMark(byte[] bytes, int from, int to) {
        byte[] mark = this == UTF_16LE
                ? UTF_16LE_MARK
                : this == UTF_16BE ? UTF_16BE_MARK : asIs() ? UTF_8_MARK : new byte[] {};
        boolean there =
                mark.length <= to - from && Arrays.equals(bytes, from, from + mark.length, mark, 0, mark.length);
        return there ? from + mark.length : from;
    }

    /** How many bytes the end of a line has, and any other character has at least. */
    public int unit() {
        return this == UTF_16LE || this == UTF_16BE ? 2 : 1;
    }

    /** Where the next line begins; -1 if this one has no end in {@code bytes[from, to)}, which begins at the start of a character. */
    public int nextLine(byte[] bytes, int from, int to) {
        int at = ByteScan.indexOf(bytes, (byte) '\n', from, to);
        if (unit() == 1) {
            return at < 0 ? -1 : at + 1;
        }
        while (at >= 0) {
            int start = at - (at - from) % 2;
            if (isUnit(bytes, start, to, '\n')) {
                return start + 2;
            }
            at = ByteScan.indexOf(bytes, (byte) '\n', at + 1, to);
        }
        return -1;
    }

    /** Where the last line begins, that has no end; {@code from} if there is no end of a line. */
    public int lastLine(byte[] bytes, int from, int to) {
        if (unit() == 1) {
            return ByteScan.afterLast(bytes, (byte) '\n', from, to);
        }
        int at = to - (to - from) % 2;
        while (at > from && !isUnit(bytes, at - 2, to, '\n')) {
            at -= 2;
        }
        return at;
    }

    /** Where NUL characters that {@code bytes[from, to)} may begin with end. */
    public int afterNuls(byte[] bytes, int from, int to) {
        if (unit() == 1) {
            return ByteScan.skip(bytes, (byte) 0, from, to);
        }
        int at = from;
        while (isUnit(bytes, at, to, 0)) {
            at += 2;
        }
        return at;
    }

    private boolean isUnit(byte[] bytes, int at, int to, int character) {
        return at + 2 <= to
                && bytes[at] == (this == UTF_16LE ? character : 0)
                && bytes[at + 1] == (this == UTF_16LE ? 0 : character);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LineEncoding encoding && encoding.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
