// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file as it is. It stays readable when it is renamed or deleted. */
final class PlainSource implements FileSource {

    /** Reading into the heap takes a native buffer of this size for each thread. */
    private static final int SLICE = 128 << 10;

    private final FileChannel channel;
    private final Runnable onClose;

    PlainSource(FileChannel channel, Runnable onClose) {
        this.channel = channel;
        this.onClose = onClose;
    }

    @Override
    public int read(long at, byte[] into, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            ByteBuffer slice = ByteBuffer.wrap(into, from + done, Math.min(SLICE, length - done));
            int read = channel.read(slice, at + done);
            if (read <= 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public long storedSize() throws IOException {
        return channel.size();
    }

    @Override
    public boolean compressed() {
        return false;
    }

    @Override
    public void close() {
        try {
            if (channel.isOpen()) {
                channel.close();
                onClose.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
