// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;

/**
 * Turns lines into UTF-8 and lets another framer frame them. What is no text in the encoding becomes U+FFFD. Each line is decoded for itself, so what
 * comes out does not depend on where a batch begins.
 */
final class DecodingFramer implements Framer {

    /** A character of one or two bytes is at most three in UTF-8. */
    static final int GROWTH = 3;

    private final LineEncoding encoding;
    private final int maxLine;
    private final Framer framer;
    private final CharsetDecoder decoder;
    private final CharBuffer characters = CharBuffer.allocate(4096);
    private final GrowableBytes text = new GrowableBytes();

    /** The ends of lines: in the text, and in the file. */
    private int[] textEnds = new int[1024];

    private int[] fileEnds = new int[1024];
    private int lines;

    /**
     * @param maxLine most bytes of a line, as the file has them
     * @param framer of lines that are {@link #GROWTH} times as long
     */
    DecodingFramer(LineEncoding encoding, int maxLine, Framer framer) {
        this.encoding = encoding;
        this.maxLine = maxLine;
        this.framer = framer;
        this.decoder = encoding.charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    @Override
    public Framed frame(byte[] bytes, int from, int to, boolean force) {
        text.length = 0;
        lines = 0;
        int at = from;
        int next = encoding.nextLine(bytes, at, to);
        while (next >= 0 && next - encoding.unit() - at <= maxLine) {
            line(bytes, at, next);
            at = next;
            next = encoding.nextLine(bytes, at, to);
        }
        boolean stopped = next >= 0 || to - at > maxLine;
        if (at < to && force && !stopped) {
            line(bytes, at, to);
        }
        Framed framed = framer.frame(text.bytes, 0, text.length, force || stopped);
        if (framed.consumed() == 0) {
            return Framed.NOTHING;
        }
        int last = Arrays.binarySearch(textEnds, 0, lines, framed.consumed());
        int consumed = fileEnds[last] - from;
        return new Framed(consumed, framed.body(), framed.from(), framed.length(), framed.lines(), framed.openEnded());
    }

    private void line(byte[] bytes, int from, int to) {
        decoder.reset();
        ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
        CoderResult result;
        do {
            result = decoder.decode(in, characters, true);
            drain();
        } while (result.isOverflow());
        do {
            result = decoder.flush(characters);
            drain();
        } while (result.isOverflow());
        if (lines == textEnds.length) {
            textEnds = Arrays.copyOf(textEnds, 2 * lines);
            fileEnds = Arrays.copyOf(fileEnds, 2 * lines);
        }
        textEnds[lines] = text.length;
        fileEnds[lines] = to;
        lines++;
    }

    private void drain() {
        characters.flip();
        int end = characters.limit();
        // Both halves of a character must be encoded together.
        boolean cut = end == characters.capacity() && Character.isHighSurrogate(characters.get(end - 1));
        characters.limit(cut ? end - 1 : end);
        byte[] utf8 = characters.toString().getBytes(UTF_8);
        text.append(utf8, 0, utf8.length);
        characters.position(characters.limit()).limit(end);
        characters.compact();
    }
}
