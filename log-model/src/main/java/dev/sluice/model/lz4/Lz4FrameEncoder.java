// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.lz4;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Writes frames one behind the other into a buffer that is used again. Not thread-safe. */
public final class Lz4FrameEncoder {

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();

    /** Header, end and checksum of a frame. */
    private static final int AROUND = 32;

    private byte[] out = new byte[64 << 10];
    private int length;

    /** Begins anew; what was written before is gone. */
    public void clear() {
        length = 0;
    }

    /** Adds a frame whose content are the bytes in {@code [from, to)}. */
    public void add(byte[] bytes, int from, int to) {
        ensure(AROUND);
        length += Lz4FrameHeader.write(out, length, to - from);
        for (int at = from; at < to; at += Lz4FrameHeader.LONGEST_BLOCK) {
            addBlock(bytes, at, Math.min(Lz4FrameHeader.LONGEST_BLOCK, to - at));
        }
        ensure(AROUND);
        addInt(0);
        addInt(Lz4Block.checksum(bytes, from, to));
    }

    /** Holds the frames, from its start, until the next call of {@link #clear}. */
    public byte[] bytes() {
        return out;
    }

    /** Bytes of all frames since {@link #clear}. */
    public int length() {
        return length;
    }

    private void addBlock(byte[] bytes, int from, int count) {
        int most = COMPRESSOR.maxCompressedLength(count);
        ensure(Lz4FrameHeader.BLOCK_HEADER + most);
        int block = length + Lz4FrameHeader.BLOCK_HEADER;
        int compressed = COMPRESSOR.compress(bytes, from, count, out, block, most);
        if (compressed < count) {
            addInt(compressed);
            length += compressed;
        } else {
            addInt(count | Lz4FrameHeader.STORED);
            System.arraycopy(bytes, from, out, length, count);
            length += count;
        }
    }

    private void addInt(int value) {
        Lz4FrameHeader.setInt(out, length, value);
        length += Integer.BYTES;
    }

    private void ensure(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(length + more, length + length / 2));
        }
    }
}
