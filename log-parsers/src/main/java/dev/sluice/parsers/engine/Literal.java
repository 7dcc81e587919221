// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import java.util.Arrays;

/** Text between two fields, which is looked for in every line: eight bytes are compared as one number. */
public final class Literal {

    private final byte[] bytes;
    private final long word;
    private final long mask;

    /** The last eight bytes of a longer one. */
    private final long end;

    public Literal(byte[] bytes) {
        this.bytes = bytes.clone();
        word = ByteSearch.eight(Arrays.copyOf(bytes, Math.max(8, bytes.length)), 0);
        mask = bytes.length == 0 ? 0 : -1L >>> 8 * (8 - Math.min(8, bytes.length));
        end = bytes.length > 8 ? ByteSearch.eight(bytes, bytes.length - 8) : word;
    }

    /** Bytes of it. */
    public int length() {
        return bytes.length;
    }

    /** Its first byte; it must not be empty. */
    public byte first() {
        return bytes[0];
    }

    /** Whether [at, to) of {@code line} starts with it. */
    public boolean isAt(byte[] line, int at, int to) {
        if (at + 8 > line.length) {
            return ByteSearch.startsWith(line, at, to, bytes);
        }
        if (at + bytes.length > to || ((ByteSearch.eight(line, at) ^ word) & mask) != 0) {
            return false;
        }
        return bytes.length <= 8
                || ByteSearch.eight(line, at + bytes.length - 8) == end
                        && (bytes.length <= 16 || ByteSearch.startsWith(line, at, to, bytes));
    }
}
