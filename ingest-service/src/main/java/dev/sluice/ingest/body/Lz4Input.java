// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.ingest.chunk.Lz4Frame;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.ChunkEncoding;
import dev.sluice.model.lz4.Lz4Block;
import dev.sluice.model.lz4.Lz4FormatException;
import dev.sluice.model.lz4.Lz4FrameHeader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jpountz.xxhash.StreamingXXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * LZ4 frames, one or more (frame format 1.6; see {@link Lz4FrameHeader} for which). Checks them, and keeps those that are worth it as they came, so
 * that they need not be compressed again.
 *
 * <p>Holds besides the frames one block, and of what is compressed no more than has come: what it holds is taken from the share.
 */
final class Lz4Input extends InputStream {

    /** Shorter ones are better compressed together with what comes beside them. Bounds also how many there are in a body. */
    private static final int KEPT_FROM = 16 << 10;

    private static final int FIRST_BUFFER = 8 << 10;

    private final InputStream in;
    private final ByteBudget.Share share;
    private final List<Lz4Frame> frames = new ArrayList<>();
    private final StreamingXXHash32 contentHash =
            XXHashFactory.fastestJavaInstance().newStreamingHash32(0);

    /** The frame that is read, as it came. */
    private byte[] frame = {};

    private int length;
    private Lz4FrameHeader header;
    private boolean begun;
    private boolean keeps;
    private long frameFrom;
    private long decoded;

    private byte[] content = {};
    private int position;
    private int limit;

    Lz4Input(InputStream in, ByteBudget.Share share) {
        this.in = in;
        this.share = share;
    }

    /** Those that were read to their end and are worth keeping, in their order. */
    List<Lz4Frame> frames() {
        return frames;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        try {
            while (position == limit) {
                if (!nextBlock()) {
                    return -1;
                }
            }
        } catch (Lz4FormatException e) {
            throw broken(e.getMessage(), e);
        }
        int given = Math.min(count, limit - position);
        System.arraycopy(content, position, bytes, from, given);
        position += given;
        return given;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Reads a block, or what stands around blocks; false at the end of the body. */
    private boolean nextBlock() throws IOException {
        if (header == null && !begin()) {
            return false;
        }
        int size = readInt();
        if (size == 0) {
            end();
            return true;
        }
        int from = keeps ? length : 0;
        length = from;
        int compressed = size & ~Lz4FrameHeader.STORED;
        if (compressed > header.longestBlock()) {
            throw new Lz4FormatException("a block is longer than its frame says");
        }
        append(compressed);
        decode(from, size, compressed);
        if (header.blockChecksums()) {
            int checksum = Lz4Block.checksum(frame, from, from + compressed);
            if (readInt() != checksum) {
                throw new Lz4FormatException("a block does not have the checksum that it names");
            }
        }
        return true;
    }

    private void decode(int from, int size, int compressed) {
        int most = (int) Math.min(header.longestBlock(), (long) compressed * Lz4Block.DENSEST);
        if (content.length < most) {
            share.grow(most - content.length);
            content = new byte[most];
        }
        limit = Lz4Block.decode(frame, from, size, content, 0);
        position = 0;
        decoded += limit;
        if (header.contentChecksum()) {
            contentHash.update(content, 0, limit);
        }
        keeps &= decoded - frameFrom <= header.contentSize();
    }

    private boolean begin() throws IOException {
        length = 0;
        int first = in.read();
        if (first < 0) {
            if (!begun) {
                throw new Lz4FormatException("it is empty");
            }
            return false;
        }
        begun = true;
        ensure(1);
        frame[length++] = (byte) first;
        append(Lz4FrameHeader.START - 1);
        append(Lz4FrameHeader.lengthOf(frame) - length);
        header = Lz4FrameHeader.read(frame);
        keeps = header.contentSize() >= KEPT_FROM && header.contentSize() <= ChunkEncoding.LONGEST;
        frameFrom = decoded;
        contentHash.reset();
        return true;
    }

    private void end() throws IOException {
        if (header.contentChecksum() && readInt() != contentHash.getValue()) {
            throw new Lz4FormatException("a frame's content does not have the checksum that it names");
        }
        long size = decoded - frameFrom;
        if (header.contentSize() >= 0 && header.contentSize() != size) {
            throw new Lz4FormatException("a frame has another length than it says");
        }
        if (keeps) {
            share.grow(length);
            frames.add(new Lz4Frame(frameFrom, Math.toIntExact(size), Arrays.copyOf(frame, length)));
        }
        header = null;
    }

    private int readInt() throws IOException {
        append(Integer.BYTES);
        return Lz4FrameHeader.intAt(frame, length - Integer.BYTES);
    }

    /** Reads so many bytes behind those that are there. */
    private void append(int count) throws IOException {
        int wanted = length + count;
        while (length < wanted) {
            ensure(1);
            int read = in.read(frame, length, Math.min(wanted, frame.length) - length);
            if (read < 0) {
                throw new Lz4FormatException("it ends too early");
            }
            length += read;
        }
    }

    /** Grows with what has come, not with what is announced. */
    private void ensure(int more) {
        if (frame.length - length < more) {
            int longer = Math.max(FIRST_BUFFER, 2 * frame.length);
            share.grow(longer - frame.length);
            frame = Arrays.copyOf(frame, longer);
        }
    }

    private static RequestRejectedException broken(String what, Throwable cause) {
        return new RequestRejectedException(
                RejectionReason.BROKEN_BODY,
                "the body is not whole lz4 (" + what + "); send it again or without Content-Encoding",
                cause);
    }
}
