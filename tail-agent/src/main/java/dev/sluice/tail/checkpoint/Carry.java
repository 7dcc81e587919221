// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import java.util.Base64;

/**
 * The last bytes of an older file, with which an event began that goes on in this one: they are sent before its own, as part of this stream.
 *
 * @param from the older file's stream
 * @param end place in the older file where they end
 * @param base64 the bytes
 */
public record Carry(String from, long end, String base64) {

    public static final Carry NONE = new Carry("", 0, "");

    public static Carry of(String from, long end, byte[] bytes) {
        return new Carry(from, end, Base64.getEncoder().encodeToString(bytes));
    }

    public boolean isEmpty() {
        return base64.isEmpty();
    }

    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }
}
