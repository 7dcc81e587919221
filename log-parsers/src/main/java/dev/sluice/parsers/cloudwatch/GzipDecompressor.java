// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import dev.sluice.model.DeadLetterReason;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip (RFC 1952), also several members one behind the other, as a delivery stream concatenates them. Never makes more than the
 * limit. Not thread-safe. Not {@link java.util.zip.GZIPInputStream}, which takes what follows a member and is not one for the end and says nothing.
 */
final class GzipDecompressor {

    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_LENGTH = 10;
    private static final int TRAILER_LENGTH = 8;

    private static final int FLAG_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final int maxBytes;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();

    GzipDecompressor(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether gzip may start at {@code from}. */
    static boolean startsAt(byte[] bytes, int from, int to) {
        return to - from >= 2 && (bytes[from] & 0xff) == MAGIC_1 && (bytes[from + 1] & 0xff) == MAGIC_2;
    }

    /**
     * Decompresses [from, to) into {@code out}, whose bytes it replaces.
     *
     * @throws UnpackException if it is not gzip, is cut short or damaged, or grows beyond the limit
     */
    void decompress(byte[] bytes, int from, int to, PayloadBuffer out) throws UnpackException {
        out.reset(0);
        try {
            int at = from;
            while (at < to) {
                at = headerEnd(bytes, at, to);
                inflater.setInput(bytes, at, to - at);
                int start = out.length;
                inflate(out);
                at = to - inflater.getRemaining();
                inflater.reset();
                checkTrailer(bytes, at, to, out, start);
                at += TRAILER_LENGTH;
            }
        } catch (DataFormatException e) {
            throw damaged("is damaged: " + e.getMessage());
        } finally {
            // Lets go of the payload, too.
            inflater.reset();
        }
    }

    private void inflate(PayloadBuffer out) throws UnpackException, DataFormatException {
        while (!inflater.finished()) {
            int room = Math.min(maxBytes, out.bytes.length) - out.length;
            if (room == 0) {
                if (out.length == maxBytes) {
                    throw new UnpackException(
                            DeadLetterReason.BOMB,
                            "the payload has more than " + maxBytes + " bytes when decompressed");
                }
                out.grow(maxBytes);
                continue;
            }
            int count = inflater.inflate(out.bytes, out.length, room);
            if (count == 0 && !inflater.finished()) {
                throw damaged("is cut short");
            }
            out.length += count;
        }
    }

    private static int headerEnd(byte[] bytes, int from, int to) throws UnpackException {
        if (!startsAt(bytes, from, to)) {
            throw damaged("is not gzip");
        }
        if (to - from < HEADER_LENGTH || bytes[from + 2] != DEFLATE) {
            throw damaged("has no valid header");
        }
        int flags = bytes[from + 3];
        int at = from + HEADER_LENGTH;
        if ((flags & FLAG_EXTRA) != 0) {
            at += at + 2 <= to ? 2 + (bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8) : 2;
        }
        if ((flags & FLAG_NAME) != 0) {
            at = behindZero(bytes, at, to);
        }
        if ((flags & FLAG_COMMENT) != 0) {
            at = behindZero(bytes, at, to);
        }
        if ((flags & FLAG_CRC) != 0) {
            at += 2;
        }
        if (at >= to) {
            throw damaged("is cut short");
        }
        return at;
    }

    private static int behindZero(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != 0) {
            at++;
        }
        return at + 1;
    }

    private void checkTrailer(byte[] bytes, int at, int to, PayloadBuffer out, int start) throws UnpackException {
        if (to - at < TRAILER_LENGTH) {
            throw damaged("is cut short");
        }
        int length = out.length - start;
        crc.reset();
        crc.update(out.bytes, start, length);
        if (littleEndian(bytes, at) != (int) crc.getValue() || littleEndian(bytes, at + 4) != length) {
            throw damaged("is damaged: its checksum or length is wrong");
        }
    }

    private static int littleEndian(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    private static UnpackException damaged(String what) {
        return new UnpackException(DeadLetterReason.BAD_GZIP, "the payload " + what);
    }
}
