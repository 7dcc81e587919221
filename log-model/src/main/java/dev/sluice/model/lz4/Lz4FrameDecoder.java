// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.lz4;

/** Reads a frame that is there as a whole and says how long its content is. */
public final class Lz4FrameDecoder {

    private Lz4FrameDecoder() {}

    /**
     * The content of the one frame that {@code frame} is.
     *
     * @param longest most bytes that the content may have; no more is allocated, nor more than so many bytes can stand for
     * @throws Lz4FormatException if it is broken or too long, does not say how long it is, or has something behind it
     */
    public static byte[] decode(byte[] frame, int longest) {
        if (frame.length < Lz4FrameHeader.START || frame.length < Lz4FrameHeader.lengthOf(frame)) {
            throw tooShort();
        }
        Lz4FrameHeader header = Lz4FrameHeader.read(frame);
        long size = header.contentSize();
        if (size < 0 || size > Math.min(longest, (long) frame.length * Lz4Block.DENSEST)) {
            throw new Lz4FormatException("a frame's content must have a size of at most " + longest + ", was " + size);
        }
        byte[] content = new byte[(int) size];
        int filled = 0;
        int at = header.length();
        int block = intAt(frame, at);
        at += Lz4FrameHeader.BLOCK_HEADER;
        while (block != 0) {
            int length = block & ~Lz4FrameHeader.STORED;
            int behind = length + (header.blockChecksums() ? Integer.BYTES : 0);
            if (length > header.longestBlock() || behind > frame.length - at) {
                throw tooShort();
            }
            filled += Lz4Block.decode(frame, at, block, content, filled);
            at += behind;
            block = intAt(frame, at);
            at += Lz4FrameHeader.BLOCK_HEADER;
        }
        if (header.contentChecksum()) {
            if (intAt(frame, at) != Lz4Block.checksum(content, 0, filled)) {
                throw new Lz4FormatException("a frame's content does not have the checksum that it names");
            }
            at += Integer.BYTES;
        }
        if (filled != content.length || at != frame.length) {
            throw new Lz4FormatException("a frame has another length than it says");
        }
        return content;
    }

    private static int intAt(byte[] frame, int at) {
        if (frame.length - at < Integer.BYTES) {
            throw tooShort();
        }
        return Lz4FrameHeader.intAt(frame, at);
    }

    private static Lz4FormatException tooShort() {
        return new Lz4FormatException("a frame is cut short");
    }
}
