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
        return ofJson(json.toByteArray());
    }

    /**
     * The key of a field inside objects that start with it: {@code "http":{"request":{"method":} of three names. Whoever writes it closes the
     * objects.
     */
    public static Key of(String first, String... more) {
        JsonBuffer json = new JsonBuffer();
        json.key(of(first));
        for (String name : more) {
            json.byteOf('{');
            json.key(of(name));
        }
        return ofJson(json.toByteArray());
    }

    /** A piece of JSON that is written as it stands. */
    public static Key ofJson(String json) {
        return ofJson(json.getBytes(UTF_8));
    }

    private static Key ofJson(byte[] text) {
        byte[] padded = Arrays.copyOf(text, 8 * WORDS);
        return new Key(
                text.length,
                ByteSearch.eight(padded, 0),
                ByteSearch.eight(padded, 8),
                ByteSearch.eight(padded, 16),
                ByteSearch.eight(padded, 24),
                text.length > 8 * WORDS ? text : null);
    }

    /**
     * Writes the key to {@code out}, which must have room for 32 bytes more than its length.
     *
     * @return the index behind it
     */
    int write(byte[] out, int at) {
        // Nearly all keys are this short, and two stores cost less than asking.
        ByteSearch.LONG.set(out, at, word0);
        ByteSearch.LONG.set(out, at + 8, word1);
        if (length > 16) {
            writeRest(out, at);
        }
        return at + length;
    }

    private void writeRest(byte[] out, int at) {
        if (longer != null) {
            System.arraycopy(longer, 0, out, at, length);
            return;
        }
        ByteSearch.LONG.set(out, at + 16, word2);
        ByteSearch.LONG.set(out, at + 24, word3);
    }
}
