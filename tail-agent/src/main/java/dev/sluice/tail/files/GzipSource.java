// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;

/**
 * A file that was compressed after rotation. Places are those of the bytes before compression; going back means reading from the start
 * again. A file that is still being written ends with an {@link java.io.EOFException}.
 */
final class GzipSource implements FileSource {

    private static final int INPUT_BUFFER = 32 << 10;

    /** Kept open: by the time that the start is wanted again, another file may have this one's name. */
    private final FileChannel channel;

    private InputStream in;
    private long position;
    private long size = Long.MAX_VALUE;

    GzipSource(Path path) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            rewind();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    static boolean isGzip(Path path) {
        return path.getFileName().toString().endsWith(".gz");
    }

    @Override
    public int read(long at, byte[] into, int from, int length) throws IOException {
        if (at < position) {
            rewind();
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
        int read;
        try {
            read = in.readNBytes(into, from, length);
        } catch (EOFException e) {
            // Some of it was taken from the stream, and nobody knows how much: the next read begins anew.
            position = Long.MAX_VALUE;
            throw e;
        }
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
        try (channel) {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rewind() throws IOException {
        if (in != null) {
            in.close();
        }
        channel.position(0);
        in = new GZIPInputStream(new OfChannel(Channels.newInputStream(channel)), INPUT_BUFFER);
        position = 0;
    }

    /** Leaves the channel open when the decompressor is closed. */
    private static final class OfChannel extends FilterInputStream {
        OfChannel(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The channel is closed with the source.
        }
    }
}
