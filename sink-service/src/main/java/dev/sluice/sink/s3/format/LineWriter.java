// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.io.IOException;
import java.io.OutputStream;

/** Writes events as they are, one a line. */
final class LineWriter implements EventWriter {

    private final OutputStream out;
    private final CountingOutputStream file;
    private final long memory;

    /**
     * @param out compresses, and writes to {@code file}
     * @param memory bytes that {@code out} takes
     */
    LineWriter(OutputStream out, CountingOutputStream file, long memory) {
        this.out = out;
        this.file = file;
        this.memory = memory;
    }

    @Override
    public void write(long timestamp, byte[] json) throws IOException {
        out.write(json);
        out.write('\n');
    }

    @Override
    public long size() {
        return file.count();
    }

    @Override
    public long memory() {
        return memory;
    }

    @Override
    public void close() throws IOException {
        // The file is closed also where the compressor cannot write its end: on a full disk.
        try (file) {
            out.close();
        }
    }
}
