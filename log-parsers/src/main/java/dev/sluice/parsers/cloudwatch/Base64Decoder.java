// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import dev.sluice.model.DeadLetterReason;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Decodes base64 (RFC 4648), of either alphabet, with or without line breaks in it. Not thread-safe. */
final class Base64Decoder {

    private final PayloadBuffer dense = new PayloadBuffer();

    /**
     * Returns what [from, to) stands for, from the buffer's first byte to its limit.
     *
     * @throws UnpackException if it is not base64
     */
    ByteBuffer decode(byte[] bytes, int from, int to) throws UnpackException {
        dense.reset(to - from);
        boolean isUrlSafe = false;
        for (int i = from; i < to; i++) {
            if (bytes[i] > ' ') {
                isUrlSafe |= bytes[i] == '-' || bytes[i] == '_';
                dense.bytes[dense.length++] = bytes[i];
            }
        }
        try {
            return (isUrlSafe ? Base64.getUrlDecoder() : Base64.getDecoder())
                    .decode(ByteBuffer.wrap(dense.bytes, 0, dense.length));
        } catch (IllegalArgumentException e) {
            throw new UnpackException(
                    DeadLetterReason.BAD_BASE64, "the payload is neither gzip nor JSON nor base64: " + e.getMessage());
        }
    }

    void shrink(int most) {
        dense.shrink(most);
    }
}
