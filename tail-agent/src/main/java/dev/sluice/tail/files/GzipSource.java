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
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file that was compressed after rotation, of one gzip member or several (RFC 1952, section 2.2). Places are those of the bytes before
 * compression. What was read last is kept, so that a reader may go back to the start of a line; going back further means reading from the
 * start again.
 */
public final class GzipSource implements FileSource {

    private static final String EXTENSION = ".gz";
    private static final int INPUT_BUFFER = 32 << 10;

    /** Kept open: by the time that the start is wanted again, another file may have this one's name. */
    private final FileChannel channel;

    private final Runnable onClose;
    private InputStream in;
    /** The bytes before {@link #position}, as many as were read at once. */
    private byte[] kept = new byte[0];

    private int keptLength;
    private long position;
    private long size = Long.MAX_VALUE;
    private IOException damage;
    private boolean endsAtDamage;

    GzipSource(FileChannel channel, Runnable onClose) {
        this.channel = channel;
        this.onClose = onClose;
    }

    /** Whether a file of this name is read as compressed. */
    public static boolean isGzip(Path path) {
        return path.getFileName().toString().endsWith(EXTENSION);
    }

    /** What a file was called before it was compressed; {@code path} itself if it is not. */
    public static Path plainPath(Path path) {
        String name = path.getFileName().toString();
        return isGzip(path) ? path.resolveSibling(name.substring(0, name.length() - EXTENSION.length())) : path;
    }

    @Override
    public int read(long at, byte[] into, int from, int length) throws IOException {
        if (in == null || at < position - keptLength || damage != null && !endsAtDamage) {
            rewind();
        }
        skipTo(at);
        if (at > position) {
            return 0;
        }
        int again = (int) Math.min(length, position - at);
        System.arraycopy(kept, keptLength - (int) (position - at), into, from, again);
        int fresh = decompress(into, from + again, length - again);
        int read = again + fresh;
        if (fresh > 0) {
            keep(into, from, read);
        }
        if (fresh < length - again) {
            if (damage != null && !endsAtDamage && read == 0) {
                throw damage;
            }
            if (damage == null || endsAtDamage) {
                size = position;
            }
        }
        return read;
    }

    private void skipTo(long at) throws IOException {
        if (position >= at) {
            return;
        }
        byte[] skipped = new byte[16 << 10];
        while (position < at) {
            int read = decompress(skipped, 0, (int) Math.min(skipped.length, at - position));
            if (read == 0) {
                // A file that ends before is an answer here, not an error.
                if (damage != null && !endsAtDamage) {
                    throw damage;
                }
                size = position;
                return;
            }
            keptLength = 0;
        }
    }

    /** Reads on; less than {@code length} only at the end or at the damage. */
    private int decompress(byte[] into, int from, int length) {
        int done = 0;
        while (done < length && damage == null) {
            try {
                int read = in.read(into, from + done, length - done);
                if (read < 0) {
                    break;
                }
                done += read;
            } catch (IOException e) {
                damage = e;
            }
        }
        position += done;
        return done;
    }

    private void keep(byte[] bytes, int from, int length) {
        if (kept.length < length) {
            kept = new byte[length];
        }
        System.arraycopy(bytes, from, kept, 0, length);
        keptLength = length;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long storedSize() throws IOException {
        return channel.size();
    }

    @Override
    public boolean compressed() {
        return true;
    }

    @Override
    public void endAtDamage() {
        endsAtDamage = true;
    }

    @Override
    public boolean damaged() {
        return damage != null && endsAtDamage;
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            if (in != null) {
                in.close();
            }
            onClose.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rewind() throws IOException {
        if (in != null) {
            in.close();
        }
        channel.position(0);
        position = 0;
        keptLength = 0;
        damage = null;
        size = Long.MAX_VALUE;
        try {
            in = new GZIPInputStream(new OfChannel(Channels.newInputStream(channel)), INPUT_BUFFER);
        } catch (EOFException | ZipException e) {
            in = InputStream.nullInputStream();
            damage = e;
        }
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
