// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import dev.sluice.model.lz4.Lz4FrameDecoder;
import java.util.Locale;

/** How the value of a chunk's record is encoded, so that a chunk which its sender has compressed can be kept as it came. */
public enum ChunkEncoding {
    /** The lines themselves. */
    IDENTITY,
    /** One LZ4 frame (frame format 1.6; see {@link dev.sluice.model.lz4.Lz4FrameHeader} for which). */
    LZ4,
    /** One or more Zstandard frames (RFC 8878). */
    ZSTD;

    /** Most bytes that a value may have once it is decoded, if it is encoded at all: nobody has to hold more for one that is no chunk of ours. */
    public static final int LONGEST = 1 << 20;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in the header, e.g. {@code zstd}. */
    public String wireName() {
        return wireName;
    }

    /**
     * The lines (or the payload) of a chunk's value.
     *
     * @throws IllegalArgumentException if this release does not read the encoding, or the value is broken or longer than {@value #LONGEST} bytes
     */
    public byte[] decode(byte[] value) {
        return switch (this) {
            case IDENTITY -> value;
            case LZ4 -> Lz4FrameDecoder.decode(value, LONGEST);
            case ZSTD ->
                throw new IllegalArgumentException("header " + Headers.ENCODING + " says " + wireName
                        + ", this release reads chunks that are not compressed, or as lz4");
        };
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static ChunkEncoding ofWireName(String wireName) {
        for (ChunkEncoding encoding : values()) {
            if (encoding.wireName.equals(wireName)) {
                return encoding;
            }
        }
        throw new IllegalArgumentException(
                "header " + Headers.ENCODING + " must be identity, lz4 or zstd, was '" + wireName + "'");
    }
}
