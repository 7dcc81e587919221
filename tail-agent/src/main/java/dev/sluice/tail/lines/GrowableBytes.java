// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import java.util.Arrays;

/** Bytes that grow at their end. */
final class GrowableBytes {

    byte[] bytes = new byte[4096];
    int length;

    void append(byte[] from, int at, int count) {
        ensure(count);
        System.arraycopy(from, at, bytes, length, count);
        length += count;
    }

    void append(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    /** Appends {@code codePoint} as UTF-8. */
    void appendUtf8(int codePoint) {
        if (codePoint < 0x80) {
            append(codePoint);
        } else if (codePoint < 0x800) {
            append(0xc0 | codePoint >> 6);
            append(0x80 | codePoint & 0x3f);
        } else if (codePoint < 0x10000) {
            append(0xe0 | codePoint >> 12);
            append(0x80 | codePoint >> 6 & 0x3f);
            append(0x80 | codePoint & 0x3f);
        } else {
            append(0xf0 | codePoint >> 18);
            append(0x80 | codePoint >> 12 & 0x3f);
            append(0x80 | codePoint >> 6 & 0x3f);
            append(0x80 | codePoint & 0x3f);
        }
    }

    private void ensure(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
