// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.lz4;

import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/** The blocks of a frame. */
public final class Lz4Block {

    /** Most bytes that one byte of a compressed block can stand for. */
    public static final int DENSEST = 255;

    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestInstance().safeDecompressor();
    private static final XXHash32 HASH = XXHashFactory.fastestInstance().hash32();

    private Lz4Block() {}

    /**
     * Takes a block's content out of it and answers how many bytes it has.
     *
     * @param size what stands before the block; says also whether it is compressed
     * @param out takes the content from {@code at} on; there is room for as much as the block may hold
     * @throws Lz4FormatException if the block is broken or holds more than there is room for
     */
    public static int decode(byte[] bytes, int from, int size, byte[] out, int at) {
        int length = size & ~Lz4FrameHeader.STORED;
        if (size < 0) {
            if (length > out.length - at) {
                throw new Lz4FormatException("a block holds more than its frame says");
            }
            System.arraycopy(bytes, from, out, at, length);
            return length;
        }
        try {
            return DECOMPRESSOR.decompress(bytes, from, length, out, at, out.length - at);
        } catch (LZ4Exception e) {
            throw new Lz4FormatException("a block is broken, or holds more than its frame says");
        }
    }

    /** XXH32 of the bytes in {@code [from, to)}, as frames have it. */
    public static int checksum(byte[] bytes, int from, int to) {
        return HASH.hash(bytes, from, to - from, 0);
    }
}
