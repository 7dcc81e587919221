// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The bytes of one file, by their place. Not thread-safe. */
public sealed interface FileSource extends Closeable permits PlainSource, GzipSource {

    /** Opens {@code path}: what ends in {@code .gz} is read as what was compressed. */
    static FileSource open(Path path) throws IOException {
        return GzipSource.isGzip(path) ? new GzipSource(path) : new PlainSource(path);
    }

    /**
     * Reads as much as there is, up to {@code length} bytes.
     *
     * @return number of bytes read, 0 at the end
     */
    int read(long at, byte[] into, int from, int length) throws IOException;

    /** Bytes in the file; for a compressed one {@link Long#MAX_VALUE} until its end was read. */
    long size() throws IOException;

    /** Whether the file will never grow. */
    boolean complete();

    @Override
    void close();
}
