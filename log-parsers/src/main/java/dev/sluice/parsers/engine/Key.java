// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A field's name as it stands in JSON, {@code "name":}, encoded once.
 *
 * <p>A record of numbers, because the compiler trusts a record's fields: where a key is a constant, writing it is a few stores of constants. Made
 * by {@link #of}.
 *
 * @param word0 the first eight bytes, the first of them lowest
 * @param longer all bytes where they don't fit into the words, or null
 */
public record Key(int length, long word0, long word1, long word2, long word3, byte[] longer) {

    private static final int WORDS = 4;

    /** The key of the field {@code name}, which is escaped where JSON asks for it. */
    public static Key of(String name) {
        JsonBuffer json = new JsonBuffer();
        json.quoted(name.getBytes(UTF_8));
        json.byteOf(':');
        byte[] text = json.toByteArray();
        byte[] padded = Arrays.copyOf(text, 8 * WORDS);
        return new Key(
                text.length,
                Bytes.eight(padded, 0),
                Bytes.eight(padded, 8),
                Bytes.eight(padded, 16),
                Bytes.eight(padded, 24),
                text.length > 8 * WORDS ? text : null);
    }

    /** Writes the key to {@code out}, which must have room for 32 bytes more than its length. */
    void write(byte[] out, int at) {
        if (longer != null) {
            System.arraycopy(longer, 0, out, at, length);
            return;
        }
        Bytes.LONG.set(out, at, word0);
        if (length > 8) {
            Bytes.LONG.set(out, at + 8, word1);
        }
        if (length > 16) {
            Bytes.LONG.set(out, at + 16, word2);
        }
        if (length > 24) {
            Bytes.LONG.set(out, at + 24, word3);
        }
    }
}
