// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import java.io.Closeable;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Compresses bodies into a buffer that is used again (RFC 1952). Not thread-safe. */
final class GzipEncoder implements Closeable {

    /** On log lines faster than level 1, and as small. */
    private static final int LEVEL = 2;

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final Deflater deflater = new Deflater(LEVEL, true);
    private byte[] out = new byte[64 << 10];
    private int length;

    /** Compresses; the result is in {@link #bytes} until the next call. */
    void compress(byte[] bytes, int from, int count) {
        System.arraycopy(HEADER, 0, out, 0, HEADER.length);
        length = HEADER.length;
        deflater.reset();
        deflater.setInput(bytes, from, count);
        deflater.finish();
        while (!deflater.finished()) {
            if (length == out.length) {
                out = Arrays.copyOf(out, out.length * 2);
            }
            length += deflater.deflate(out, length, out.length - length);
        }
        CRC32 checksum = new CRC32();
        checksum.update(bytes, from, count);
        out = out.length - length < Long.BYTES ? Arrays.copyOf(out, out.length + Long.BYTES) : out;
        littleEndian((int) checksum.getValue());
        littleEndian(count);
    }

    byte[] bytes() {
        return out;
    }

    int length() {
        return length;
    }

    private void littleEndian(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out[length++] = (byte) (value >>> shift);
        }
    }

    @Override
    public void close() {
        deflater.end();
    }
}
