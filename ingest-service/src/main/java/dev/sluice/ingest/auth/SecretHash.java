// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A salted hash of a secret, as {@code sha256:SALT:HASH} in hexadecimal. SHA-256 is enough here, where it would not be for a password: a secret is
 * 256 random bits, which nobody guesses, however fast; and it is checked with every request.
 */
record SecretHash(byte[] salt, byte[] hash) {

    private static final Pattern FORM = Pattern.compile("sha256:([0-9a-f]{32}):([0-9a-f]{64})");

    /** @throws IllegalArgumentException if {@code text} is not of the form */
    static SecretHash parse(String text) {
        var matcher = FORM.matcher(text == null ? "" : text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a token's hash is sha256:, 32 digits, colon, 64 digits (hexadecimal)");
        }
        HexFormat hex = HexFormat.of();
        return new SecretHash(hex.parseHex(matcher.group(1)), hex.parseHex(matcher.group(2)));
    }

    static SecretHash of(byte[] salt, String secret) {
        return new SecretHash(salt, digest(salt, secret));
    }

    /** In a time that does not depend on where they differ. */
    boolean matches(String secret) {
        return MessageDigest.isEqual(hash, digest(salt, secret));
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return "sha256:" + hex.formatHex(salt) + ":" + hex.formatHex(hash);
    }

    private static byte[] digest(byte[] salt, String secret) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            return sha.digest(secret.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
