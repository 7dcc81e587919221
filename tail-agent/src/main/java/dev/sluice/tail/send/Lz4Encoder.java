// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import dev.sluice.model.lz4.Lz4FrameEncoder;
import dev.sluice.tail.lines.ByteScan;

/**
 * Compresses bodies into LZ4 frames which begin and end where ingest with its default settings cuts a body into chunks, so that it can keep each as
 * it is. If it cuts elsewhere it compresses again, and nothing else is different.
 */
final class Lz4Encoder implements BodyEncoder {

    /** The default of {@code sluice.ingest.chunk-size}. */
    private static final int CHUNK = 512 << 10;

    private final Lz4FrameEncoder frames = new Lz4FrameEncoder();

    @Override
    public void compress(byte[] bytes, int from, int count) {
        frames.clear();
        int to = from + count;
        for (int at = from; at < to; ) {
            int end = chunkEnd(bytes, at, to);
            frames.add(bytes, at, end);
            at = end;
        }
    }

    /** Behind as many whole lines as fit, or a line that does not. */
    private static int chunkEnd(byte[] bytes, int from, int to) {
        if (to - from <= CHUNK) {
            return to;
        }
        int behindLines = ByteScan.afterLast(bytes, (byte) '\n', from, from + CHUNK);
        if (behindLines > from) {
            return behindLines;
        }
        int newline = ByteScan.indexOf(bytes, (byte) '\n', from + CHUNK, to);
        return newline < 0 ? to : newline + 1;
    }

    @Override
    public byte[] bytes() {
        return frames.bytes();
    }

    @Override
    public int length() {
        return frames.length();
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
