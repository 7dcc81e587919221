// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What a file holds at one place: the hash of {@code length} bytes from {@code at}. Marks tell whether a file still is, or is a copy of, the
 * one that was read.
 */
public record Mark(long at, int length, long hash) {

    /** Length of a mark in the middle of a file: longer than a date, short enough to be compared at each read. */
    public static final int LENGTH = 256;

    public static Mark of(long at, byte[] bytes, int from, int length) {
        // Two checksums with an instruction each: 64 bits for the price of reading.
        CRC32C low = new CRC32C();
        low.update(bytes, from, length);
        CRC32 high = new CRC32();
        high.update(bytes, from, length);
        return new Mark(at, length, high.getValue() << 32 | low.getValue());
    }

    /** Where the marked bytes end. */
    public long end() {
        return at + length;
    }

    /** Whether {@code bytes[from, from + length)} are the marked bytes. */
    public boolean matches(byte[] bytes, int from) {
        return of(at, bytes, from, length).hash == hash;
    }

    /** Whether {@code source} holds the marked bytes at the marked place. */
    public boolean matches(FileSource source) throws IOException {
        byte[] bytes = new byte[length];
        return source.read(at, bytes, 0, length) == length && matches(bytes, 0);
    }

    @Override
    public String toString() {
        return at + ":" + length + ":" + Long.toHexString(hash);
    }

    /** @throws IllegalArgumentException if {@code text} was not written by {@link #toString} */
    public static Mark parse(String text) {
        String[] parts = text.split(":");
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a mark: '" + text + "'");
        }
        return new Mark(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseUnsignedLong(parts[2], 16));
    }
}
