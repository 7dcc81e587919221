// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.erasure;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of the value whose events were erased: enough to see that a value is the one, and not the value. Names are few, so that a plain
 * hash of one is soon guessed: the digest is slow on purpose (PBKDF2, RFC 8018), and has a salt of its own.
 *
 * @param text {@code pbkdf2-sha256:ITERATIONS:SALT:HASH}, base64
 */
record SubjectDigest(String text) {

    private static final String NAME = "pbkdf2-sha256";
    private static final int ITERATIONS = 210_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    static SubjectDigest of(String value) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return of(value, ITERATIONS, salt);
    }

    /** Whether it is the digest of {@code value}; takes about a tenth of a second. */
    boolean matches(String value) {
        String[] parts = text.split(":");
        if (parts.length != 4 || !parts[0].equals(NAME)) {
            return false;
        }
        SubjectDigest other =
                of(value, Integer.parseInt(parts[1]), Base64.getDecoder().decode(parts[2]));
        return MessageDigest.isEqual(text.getBytes(), other.text.getBytes());
    }

    private static SubjectDigest of(String value, int iterations, byte[] salt) {
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(value.toCharArray(), salt, iterations, HASH_BITS))
                    .getEncoded();
            Base64.Encoder base64 = Base64.getEncoder();
            return new SubjectDigest(
                    NAME + ':' + iterations + ':' + base64.encodeToString(salt) + ':' + base64.encodeToString(hash));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no PBKDF2", e);
        }
    }
}
