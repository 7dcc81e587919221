// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** Ids of the events that one was split into: the first keeps the id; the others have its time and a digest of it and their number. */
final class SplitIds {

    static final FieldPath PATH = new FieldPath("event.id");

    private static final int TIME_BYTES = 6;

    private SplitIds() {}

    /** The same for the same id and number, whenever it is asked for. */
    static byte[] of(byte[] id, int number) {
        byte[] whole = Base64.getUrlDecoder().decode(id);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(whole);
            byte[] rest = digest.digest(
                    ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
            byte[] part = Arrays.copyOf(whole, whole.length);
            System.arraycopy(rest, 0, part, TIME_BYTES, whole.length - TIME_BYTES);
            return Base64.getUrlEncoder().withoutPadding().encode(part);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static byte[] json(byte[] id) {
        return ('"' + new String(id, US_ASCII) + '"').getBytes(US_ASCII);
    }
}
