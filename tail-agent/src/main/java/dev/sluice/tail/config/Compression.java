// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import java.util.Locale;

/** How bodies are compressed on their way. */
public enum Compression {
    /** Quickly, and so that nobody on the way to the parser has to compress the lines again. */
    LZ4,
    /** More tightly, at several times the cost: for a network that is slow or paid for. */
    GZIP,
    NONE;

    static Compression of(String text) {
        for (Compression compression : values()) {
            if (compression.toString().equals(text)) {
                return compression;
            }
        }
        throw new IllegalArgumentException("must be lz4, gzip or none");
    }

    /** As it is in a configuration and, but for none, in {@code Content-Encoding}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
