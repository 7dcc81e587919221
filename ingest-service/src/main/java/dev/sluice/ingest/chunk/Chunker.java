// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import dev.sluice.model.DeadLetterReason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Cuts one body into chunks: each takes as many whole lines as fit, a line that fits in none is a chunk of its own, and a line over the limit
 * is set apart. Where the cuts are depends on the bytes and the settings alone, never on how the bytes arrive, so that a repeated body is cut
 * the same way.
 *
 * <p>Holds the body once, besides one buffer that grows with what comes, up to a chunk's size or the longest line. Does not limit the body's length:
 * the stream does. One instance cuts one body.
 */
public final class Chunker {

    private static final int FIRST_BUFFER = 64 * 1024;

    private final InputStream in;
    private final long expected;
    private final LongConsumer allocation;
    private final int chunkSize;
    private final int maxLine;

    private final List<Chunk> chunks = new ArrayList<>();
    private byte[] buffer;
    private int filled;
    private boolean ended;
    private long line;
    private long offset;

    private Chunker(InputStream in, long expected, ChunkSettings settings, LongConsumer allocation) {
        this.in = in;
        this.expected = expected;
        this.allocation = allocation;
        chunkSize = Math.toIntExact(settings.chunkSize().toBytes());
        maxLine = Math.toIntExact(settings.maxLine().toBytes());
        int first = (int) Math.min(Math.min(chunkSize, FIRST_BUFFER), expected > 0 ? expected : FIRST_BUFFER);
        allocation.accept(first);
        buffer = new byte[first];
    }

    /**
     * Reads {@code in} to its end.
     *
     * @param expected bytes that {@code in} is said to have, or 0 if nobody knows; a right guess saves a copy, and no guess makes a buffer that
     *     what has come does not fill by half
     * @param allocation is told before the buffer is made, and before it grows, by how many bytes; what it throws ends the cutting
     * @throws IOException what {@code in} throws
     */
    public static Chunks cut(InputStream in, long expected, ChunkSettings settings, LongConsumer allocation)
            throws IOException {
        Chunker chunker = new Chunker(in, expected, settings, allocation);
        chunker.run();
        return Chunks.of(chunker.chunks, chunker.offset);
    }

    private void run() throws IOException {
        fill(chunkSize);
        while (filled > 0) {
            boolean rest = ended && filled <= chunkSize;
            int cut = rest ? filled : Newlines.last(buffer, Math.min(filled, chunkSize)) + 1;
            if (cut > 0) {
                addLines(cut);
            } else {
                addLongLine();
            }
            fill(chunkSize);
        }
    }

    private void addLines(int length) {
        Newlines.Lines lines = Newlines.count(buffer, length);
        chunks.add(new Chunk(take(length), line, offset, lines.notEmpty(), null));
        advance(lines.all(), length);
    }

    private void addLongLine() throws IOException {
        int searched = Math.min(filled, chunkSize);
        int newline = Newlines.first(buffer, searched, filled);
        while (newline < 0 && !ended) {
            searched = filled;
            fill(filled + chunkSize);
            newline = Newlines.first(buffer, searched, filled);
        }
        int length = newline < 0 ? filled : newline;
        int terminated = newline < 0 ? filled : newline + 1;
        boolean tooLong = length > maxLine;
        int kept = tooLong ? length : terminated;
        chunks.add(new Chunk(take(kept), line, offset, 1, tooLong ? overLimit(length) : null));
        drop(terminated - kept);
        advance(1, terminated);
        // The next line is hardly as long.
        buffer = Arrays.copyOf(buffer, Math.max(filled, chunkSize));
    }

    private DeadLetterCause overLimit(int length) {
        return new DeadLetterCause(
                DeadLetterReason.LINE_TOO_LONG,
                "the line has " + length + " bytes, sluice.ingest.max-line allows " + maxLine);
    }

    private void advance(int lines, int bytes) {
        line += lines;
        offset += bytes;
    }

    /** Removes the buffer's first {@code length} bytes and returns them; without a copy if they are all that there will be. */
    private byte[] take(int length) {
        byte[] taken = length == buffer.length && ended ? buffer : Arrays.copyOf(buffer, length);
        if (taken == buffer) {
            filled = 0;
        } else {
            drop(length);
        }
        return taken;
    }

    private void drop(int length) {
        filled -= length;
        System.arraycopy(buffer, length, buffer, 0, filled);
    }

    /** Reads until the buffer holds {@code wanted} bytes or the body ends. */
    private void fill(int wanted) throws IOException {
        while (filled < wanted && !ended) {
            if (filled == buffer.length) {
                growUnlessEnded();
            } else {
                int read = in.read(buffer, filled, Math.min(buffer.length, wanted) - filled);
                ended = read < 0;
                filled += Math.max(read, 0);
            }
        }
    }

    /** Asks for one more byte first: a body of the expected length never needs a greater buffer. */
    private void growUnlessEnded() throws IOException {
        int next = in.read();
        if (next < 0) {
            ended = true;
        } else {
            int grown = grown();
            allocation.accept(grown - filled);
            buffer = Arrays.copyOf(buffer, grown);
            buffer[filled++] = (byte) next;
        }
    }

    private int grown() {
        int doubled = 2 * filled;
        if (filled >= chunkSize) {
            return doubled;
        }
        int limited = Math.min(doubled, chunkSize);
        return expected > filled ? (int) Math.min(limited, expected) : limited;
    }
}
