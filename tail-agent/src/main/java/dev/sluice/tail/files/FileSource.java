// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of one file, by their place. A plain file may be read by several threads, a compressed one only by one at a time. */
public sealed interface FileSource extends Closeable permits PlainSource, GzipSource {

    /** Opens {@code path}: what ends in {@code .gz} is read as what was compressed. */
    static FileSource open(Path path) throws IOException {
        return of(path, FileChannel.open(path, StandardOpenOption.READ), () -> {});
    }

    /**
     * What was opened already.
     *
     * @param path by which it was found: whether it is read as compressed
     * @param onClose run once it is closed
     */
    static FileSource of(Path path, FileChannel channel, Runnable onClose) {
        return GzipSource.isGzip(path) ? new GzipSource(channel, onClose) : new PlainSource(channel, onClose);
    }

    /**
     * Reads as much as there is, up to {@code length} bytes.
     *
     * @return number of bytes read, 0 at the end
     * @throws java.io.EOFException if a compressed file ends within what was compressed: it may still be written
     * @throws java.util.zip.ZipException if a compressed file is damaged
     */
    int read(long at, byte[] into, int from, int length) throws IOException;

    /** Bytes in the file; for a compressed one {@link Long#MAX_VALUE} until its end was read. */
    long size() throws IOException;

    /** Bytes that the file takes on disk: what is seen to grow while it is written, compressed or not. */
    long storedSize() throws IOException;

    /** Whether it is compressed: going back is dear, and its end is an end. */
    boolean compressed();

    /** From now on a place where a compressed file is damaged, or ends too early, is its end. */
    default void endAtDamage() {}

    /** Whether its end is a place where it is damaged. */
    default boolean damaged() {
        return false;
    }

    @Override
    void close();
}
