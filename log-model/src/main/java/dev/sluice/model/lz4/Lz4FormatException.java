// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.lz4;

/** Bytes are no LZ4 frame, or none of those that are read. The message says what is wrong with them. */
public final class Lz4FormatException extends IllegalArgumentException {

    public Lz4FormatException(String message) {
        super(message);
    }
}
