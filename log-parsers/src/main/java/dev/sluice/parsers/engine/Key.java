// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** A field's name as it stands in JSON, {@code "name":}, encoded once and written eight bytes at a time. */
public final class Key {

    final long[] words;
    final int length;

    private Key(byte[] text) {
        length = text.length;
        byte[] padded = Arrays.copyOf(text, (text.length + 7) & ~7);
        words = new long[padded.length / 8];
        for (int i = 0; i < words.length; i++) {
            words[i] = Bytes.eight(padded, 8 * i);
        }
    }

    /** The key of the field {@code name}, which is escaped where JSON asks for it. */
    public static Key of(String name) {
        JsonBuffer json = new JsonBuffer();
        json.quoted(name.getBytes(UTF_8));
        json.bytes(new byte[] {':'});
        return new Key(json.toByteArray());
    }
}
