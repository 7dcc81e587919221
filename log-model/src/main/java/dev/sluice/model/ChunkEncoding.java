// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.util.Locale;

/** How the value of a chunk's record is encoded, so that a chunk which its sender has compressed can be kept as it came. */
public enum ChunkEncoding {
    /** The lines themselves. */
    IDENTITY,
    /** One or more LZ4 frames (LZ4 frame format 1.6). */
    LZ4,
    /** One or more Zstandard frames (RFC 8878). */
    ZSTD;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in the header, e.g. {@code zstd}. */
    public String wireName() {
        return wireName;
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
