// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of the action {@code hash}, HMAC-SHA-256 (RFC 2104), and its version, which stands on each value: values of one version can be joined, and
 * after another key has taken the place of this one they can be told from those that come then.
 */
public final class HashKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 16;
    /** Of 32: enough that no two values of a system share theirs. */
    private static final int HASH_BYTES = 16;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Pattern VERSION = Pattern.compile("[a-z0-9]{1,16}");

    private final String version;
    private final byte[] prefix;
    private final SecretKeySpec key;
    private final ThreadLocal<Hasher> hasher = ThreadLocal.withInitial(() -> new Hasher(newMac()));

    private HashKey(String version, byte[] key) {
        this.version = version;
        prefix = ("hmac-" + version + '-').getBytes(US_ASCII);
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * @param text {@code VERSION:KEY}, the key in base64url
     * @throws IllegalArgumentException if it can't be one; the message does not repeat it
     */
    public static HashKey parse(String text) {
        int colon = text.indexOf(':');
        String problem = "is not VERSION:KEY with a version of 1 to 16 of a-z 0-9 and a key of at least " + LEAST_BYTES
                + " bytes in base64url: make one with echo 1:$(head -c 32 /dev/urandom | basenc --base64url | tr -d =)";
        if (colon < 0 || !VERSION.matcher(text.substring(0, colon)).matches()) {
            throw new IllegalArgumentException(problem);
        }
        byte[] key;
        try {
            key = Base64.getUrlDecoder().decode(text.substring(colon + 1).strip());
        } catch (IllegalArgumentException e) {
            // Without the cause, which repeats a part of it.
            throw new IllegalArgumentException(problem);
        }
        if (key.length < LEAST_BYTES) {
            throw new IllegalArgumentException(problem);
        }
        return new HashKey(text.substring(0, colon), key);
    }

    /** {@code hmac-VERSION-HASH} of the text, the hash's first 16 bytes in base64url. */
    byte[] hash(byte[] text) {
        return hasher.get().hash(text);
    }

    /** Of one thread; remembers some of the last short texts, since the same few users come again and again. */
    private final class Hasher {

        private static final int REMEMBERED = 256;
        private static final int LONGEST = 64;

        private final Mac mac;
        private final byte[][] texts = new byte[REMEMBERED][];
        private final byte[][] hashes = new byte[REMEMBERED][];

        private Hasher(Mac mac) {
            this.mac = mac;
        }

        private byte[] hash(byte[] text) {
            int slot = Arrays.hashCode(text) & REMEMBERED - 1;
            if (text.length > LONGEST) {
                return newHash(text);
            }
            if (!Arrays.equals(text, texts[slot])) {
                hashes[slot] = newHash(text);
                texts[slot] = text.clone();
            }
            return hashes[slot].clone();
        }

        private byte[] newHash(byte[] text) {
            byte[] encoded = ENCODER.encode(Arrays.copyOf(mac.doFinal(text), HASH_BYTES));
            byte[] whole = Arrays.copyOf(prefix, prefix.length + encoded.length);
            System.arraycopy(encoded, 0, whole, prefix.length, encoded.length);
            return whole;
        }
    }

    private Mac newMac() {
        try {
            Mac made = Mac.getInstance(ALGORITHM);
            made.init(key);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "HashKey[version=" + version + "]";
    }
}
