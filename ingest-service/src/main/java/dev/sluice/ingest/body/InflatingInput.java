// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Common to gzip and deflate: compressed bytes are read in blocks and inflated; what stands before and after them is the subclass's.
 *
 * <p>Not {@link java.util.zip.GZIPInputStream}, since that takes a pause of the sender between two members for the end, and rubbish after the
 * last member for nothing: both would lose lines without a word.
 */
abstract class InflatingInput extends InputStream {

    private final InputStream in;
    private final String name;
    private final byte[] block = new byte[8192];
    private int position;
    private int limit;
    private Inflater inflater;

    InflatingInput(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /** Reads what stands before the compressed bytes; null at the end of the body. */
    abstract Inflater start() throws IOException;

    /** Sees what was inflated. */
    abstract void inflated(byte[] bytes, int from, int length);

    /** Reads and checks what stands behind the compressed bytes. */
    abstract void finish() throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            if (inflater == null) {
                inflater = start();
                if (inflater == null) {
                    return -1;
                }
            }
            int count = inflate(bytes, from, length);
            if (count > 0) {
                inflated(bytes, from, count);
                return count;
            }
            position = limit - inflater.getRemaining();
            end();
            finish();
        }
    }

    @Override
    public final void close() throws IOException {
        end();
        in.close();
    }

    /** Returns 0 at the end of the compressed bytes. */
    private int inflate(byte[] bytes, int from, int length) throws IOException {
        try {
            int count = inflater.inflate(bytes, from, length);
            while (count == 0 && !inflater.finished()) {
                if (inflater.needsDictionary()) {
                    throw broken("needs a preset dictionary", null);
                }
                fill();
                inflater.setInput(block, 0, limit);
                position = limit;
                count = inflater.inflate(bytes, from, length);
            }
            return count;
        } catch (DataFormatException e) {
            throw broken(e.getMessage(), e);
        }
    }

    /** Hands the bytes of the current block that are left to {@code started}. */
    final Inflater fed(Inflater started) {
        started.setInput(block, position, limit - position);
        position = limit;
        return started;
    }

    /** Whether the body has ended. */
    final boolean atEnd() throws IOException {
        return position == limit && !more();
    }

    /** The next byte, 0 to 255. */
    final int next() throws IOException {
        if (position == limit) {
            fill();
        }
        return block[position++] & 0xff;
    }

    /** The next byte again: {@link #next} will return it once more. */
    final int peek() throws IOException {
        int next = next();
        position--;
        return next;
    }

    final RequestRejectedException broken(String what, Throwable cause) {
        return new RequestRejectedException(
                RejectionReason.BROKEN_BODY,
                "the body is not whole " + name + " (" + what + "); send it again or without Content-Encoding",
                cause);
    }

    private void fill() throws IOException {
        if (!more()) {
            throw broken("it ends too early", null);
        }
    }

    private boolean more() throws IOException {
        position = 0;
        limit = Math.max(in.read(block), 0);
        return limit > 0;
    }

    private void end() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
