// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import dev.sluice.model.StreamDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a file holds at one place: a keyed hash of the {@code length} bytes from {@code at}. Fingerprints of the same key can be compared.
 *
 * @param hash of 122 bits, as text
 */
public record Fingerprint(long at, int length, String hash) {

    private static final int KEY_BYTES = 16;

    /** @param key any digest under the key; it is not changed */
    public static Fingerprint of(StreamDigest key, long at, byte[] bytes, int from, int length) {
        StreamDigest digest = key.restart();
        digest.update(bytes, from, from + length);
        byte[] whole = digest.toBytes();
        // The key stands once in the data folder, not in each of thousands of fingerprints.
        String hash = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(whole, KEY_BYTES, whole.length));
        return new Fingerprint(at, length, hash);
    }

    /** Where its bytes end. */
    public long end() {
        return at + length;
    }

    /** Whether {@code bytes} hold this from {@code from}. */
    public boolean matches(StreamDigest key, byte[] bytes, int from) {
        return of(key, at, bytes, from, length).hash.equals(hash);
    }

    @Override
    public String toString() {
        return at + ":" + length + ":" + hash;
    }

    /** @throws IllegalArgumentException if {@code text} was not written by {@link #toString} */
    public static Fingerprint parse(String text) {
        String[] parts = text.split(":");
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a fingerprint: '" + text + "'");
        }
        return new Fingerprint(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), parts[2]);
    }
}
