// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Gathers the lines that a receiver finds in its envelopes, to be cut into chunks like any body. */
public final class LineBuffer {

    /** How often what was gathered is held while it is cut: here, as one array, and as chunks. */
    public static final int HELD = 3;

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    /** Adds one line, or several with newlines between; nothing if there are no bytes. */
    public void add(byte[] bytes) {
        lines.writeBytes(bytes);
        if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
            lines.write('\n');
        }
    }

    /** Adds a part of a line. */
    public void append(byte[] bytes, int from, int to) {
        lines.write(bytes, from, to - from);
    }

    /** Ends the line whose parts were added. */
    public void endLine() {
        lines.write('\n');
    }

    /** Bytes gathered so far. */
    public int size() {
        return lines.size();
    }

    /** Cuts what was gathered into chunks. */
    public Chunks cut(ChunkSettings settings) {
        byte[] bytes = lines.toByteArray();
        try {
            return Chunker.cut(new ByteArrayInputStream(bytes), bytes.length, settings, allocated -> {});
        } catch (IOException e) {
            throw new UncheckedIOException("an array never fails", e);
        }
    }
}
