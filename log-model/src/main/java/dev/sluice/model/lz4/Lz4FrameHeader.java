// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.lz4;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What stands before an LZ4 frame's blocks (frame format 1.6). Read are frames whose blocks are independent of each other and have at most
 * {@value #LONGEST_BLOCK} bytes, as {@code lz4 -B5} writes them: whoever reads a frame holds one block of it, whatever its sender announces.
 *
 * @param length of the header itself
 * @param longestBlock most bytes of a block, compressed or not
 * @param blockChecksums whether each block is followed by its checksum
 * @param contentChecksum whether the frame's end is followed by that of the content
 * @param contentSize bytes of the content; -1 where it is not said
 */
public record Lz4FrameHeader(
        int length, int longestBlock, boolean blockChecksums, boolean contentChecksum, long contentSize) {

    /** Bytes from which on the header's length is known. */
    public static final int START = 6;

    /** Bytes of what stands before each block: its size, and whether it is compressed. 0 stands for the end. */
    public static final int BLOCK_HEADER = Integer.BYTES;

    /** Set in a block's size if the block is not compressed. */
    public static final int STORED = 1 << 31;

    public static final int LONGEST_BLOCK = 256 << 10;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int MAGIC = 0x184D2204;
    private static final int DESCRIPTOR = Integer.BYTES;

    private static final int VERSION = 0b1100_0000;
    private static final int VERSION_1 = 0b0100_0000;
    private static final int INDEPENDENT = 0b0010_0000;
    private static final int BLOCK_CHECKSUMS = 0b0001_0000;
    private static final int CONTENT_SIZE = 0b0000_1000;
    private static final int CONTENT_CHECKSUM = 0b0000_0100;
    private static final int RESERVED = 0b0000_0010;
    private static final int DICTIONARY = 0b0000_0001;

    private static final int BLOCK_64_KIB = 4;
    private static final int BLOCK_256_KIB = 5;
    private static final int RESERVED_OF_BLOCKS = 0b1000_1111;

    /**
     * How many bytes the header has whose first {@value #START} are given.
     *
     * @throws Lz4FormatException if they begin no frame that is read
     */
    public static int lengthOf(byte[] start) {
        if ((int) INT.get(start, 0) != MAGIC) {
            throw new Lz4FormatException("no frame begins where one should");
        }
        int flags = start[DESCRIPTOR];
        if ((flags & VERSION) != VERSION_1 || (flags & RESERVED) != 0) {
            throw new Lz4FormatException("a frame of another version than 1");
        }
        if ((flags & INDEPENDENT) == 0 || (flags & DICTIONARY) != 0) {
            throw new Lz4FormatException("a frame whose blocks depend on each other or on a dictionary");
        }
        return START + ((flags & CONTENT_SIZE) == 0 ? 0 : Long.BYTES) + 1;
    }

    /**
     * Reads the header at the start of {@code bytes}, which hold all of it.
     *
     * @throws Lz4FormatException if it is none that is read
     */
    public static Lz4FrameHeader read(byte[] bytes) {
        int length = lengthOf(bytes);
        int flags = bytes[DESCRIPTOR];
        int blocks = bytes[DESCRIPTOR + 1];
        if (bytes[length - 1] != checksum(bytes, length)) {
            throw new Lz4FormatException("a frame's header does not have the checksum that it names");
        }
        int size = blocks >>> 4;
        if ((blocks & RESERVED_OF_BLOCKS) != 0 || size < BLOCK_64_KIB || size > BLOCK_256_KIB) {
            throw new Lz4FormatException("a frame of blocks over " + LONGEST_BLOCK + " bytes (use lz4 -B5)");
        }
        long contentSize = (flags & CONTENT_SIZE) == 0 ? -1 : (long) LONG.get(bytes, START);
        if (contentSize < -1) {
            throw new Lz4FormatException("a frame whose content's size is no number that can be");
        }
        return new Lz4FrameHeader(
                length,
                1 << 2 * size + 8,
                (flags & BLOCK_CHECKSUMS) != 0,
                (flags & CONTENT_CHECKSUM) != 0,
                contentSize);
    }

    /** Writes the header of a frame with a content of {@code size} bytes and its checksum; answers how many bytes that are. */
    static int write(byte[] out, int at, long size) {
        INT.set(out, at, MAGIC);
        out[at + DESCRIPTOR] = VERSION_1 | INDEPENDENT | CONTENT_SIZE | CONTENT_CHECKSUM;
        out[at + DESCRIPTOR + 1] = BLOCK_256_KIB << 4;
        LONG.set(out, at + START, size);
        int last = START + Long.BYTES;
        out[at + last] = (byte) (Lz4Block.checksum(out, at + DESCRIPTOR, at + last) >>> 8);
        return last + 1;
    }

    /** The four bytes there, as a number. */
    public static int intAt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void setInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    private static byte checksum(byte[] bytes, int length) {
        return (byte) (Lz4Block.checksum(bytes, DESCRIPTOR, length - 1) >>> 8);
    }
}
