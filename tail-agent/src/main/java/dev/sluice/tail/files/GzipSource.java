// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A file that was compressed after rotation. Places are those of the bytes before compression; going back means reading from the start
 * again. A file that is still being written ends with an {@link java.io.EOFException}.
 */
final class GzipSource implements Source {

    private static final int INPUT_BUFFER = 32 << 10;

    private final Path path;
    private InputStream in;
    private long position;
    private long size = Long.MAX_VALUE;

    GzipSource(Path path) throws IOException {
        this.path = path;
        reopen();
    }

    static boolean isGzip(Path path) {
        return path.getFileName().toString().endsWith(".gz");
    }

    @Override
    public int read(long at, byte[] into, int from, int length) throws IOException {
        if (at < position) {
            in.close();
            reopen();
        }
        if (position < at) {
            // Not skipNBytes: a file that ends before is an answer here, not an error.
            byte[] skipped = new byte[16 << 10];
            while (position < at) {
                int read = in.read(skipped, 0, (int) Math.min(skipped.length, at - position));
                if (read < 0) {
                    size = position;
                    return 0;
                }
                position += read;
            }
        }
        int read = in.readNBytes(into, from, length);
        position += read;
        if (read < length) {
            size = position;
        }
        return read;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean complete() {
        return true;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void reopen() throws IOException {
        InputStream file = Files.newInputStream(path);
        try {
            in = new GZIPInputStream(file, INPUT_BUFFER);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        position = 0;
    }
}
