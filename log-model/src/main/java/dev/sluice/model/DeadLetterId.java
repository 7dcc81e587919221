// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DeadLetter.Coordinates;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a dead letter is known by: the origin of its line or event, the stage where it failed, and its content. However often the same line fails, its
 * letters have the same id, so that replaying all of them gives one event; the letters of two stores, or of two bodies under one key, have two.
 *
 * <p>22 characters of base64url (RFC 4648, no padding) of the first 16 bytes of SHA-256.
 */
public final class DeadLetterId {

    private DeadLetterId() {}

    /**
     * Of a line that did not become an event.
     *
     * @param headers of the line alone: their position is the line's own
     */
    public static String ofLine(ChunkHeaders headers, byte[] value) {
        String place = headers.offset().isPresent() ? "s" : "b";
        String name = headers.offset().isPresent() ? headers.stream() : headers.batch();
        long number = headers.offset().orElse(headers.line());
        return of(
                value, Topics.RAW, headers.sender(), headers.namespaceOrDefault(), place, name, Long.toString(number));
    }

    /** Of a record of {@code logs.raw} whose headers cannot be read. */
    public static String ofRecord(Coordinates coordinates, byte[] value) {
        return of(value, Topics.RAW, coordinates.toString());
    }

    /**
     * Of an event that a store refused.
     *
     * @param topic the store's dead-letter topic, which names the stage
     */
    public static String ofEvent(String topic, String eventId, byte[] value) {
        return of(value, topic, eventId);
    }

    private static String of(byte[] value, String... origin) {
        MessageDigest digest = sha256();
        for (String part : origin) {
            byte[] bytes = part.getBytes(UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        byte[] hash = digest.digest(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
