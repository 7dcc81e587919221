// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Gzip (RFC 1952). */
final class GzipEncoder implements BodyEncoder {

    /** On log lines faster than level 1, and as small. */
    private static final int LEVEL = 2;

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final Deflater deflater = new Deflater(LEVEL, true);
    private byte[] out = new byte[64 << 10];
    private int length;

    @Override
    public void compress(byte[] bytes, int from, int count) {
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

    @Override
    public byte[] bytes() {
        return out;
    }

    @Override
    public int length() {
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
