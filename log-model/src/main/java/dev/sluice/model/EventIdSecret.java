// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The cluster's secret under which event ids are hashed: 128 bits, a key of SipHash. Whoever does not know it can neither guess nor forge the id of
 * a line that he has not sent. All parsers of a cluster share one; with another, lines that are sent again get other ids.
 */
public final class EventIdSecret {

    /** For tools that show events and store none: everybody knows this one. */
    public static final EventIdSecret PUBLIC = new EventIdSecret(0, 0);

    private static final int BYTES = 16;

    final long key0;
    final long key1;

    private EventIdSecret(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** A new one, as text that {@link #parse} reads. */
    public static String generate() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads 16 bytes in base64url (RFC 4648), 22 characters without padding.
     *
     * @throws IllegalArgumentException if {@code text} is nothing of the kind; the message does not repeat it
     */
    public static EventIdSecret parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "the secret of event ids must be 16 random bytes in base64url (22 characters), had "
                            + text.strip().length() + " characters that are not");
        }
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new EventIdSecret(words.getLong(), words.getLong());
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "EventIdSecret";
    }
}
