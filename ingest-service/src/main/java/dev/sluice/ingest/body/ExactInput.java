// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** So many bytes of a stream and none behind them. A stream that ends before them was cut. Does not close the stream. */
public final class ExactInput extends FilterInputStream {

    private long left;

    public ExactInput(InputStream in, long length) {
        super(in);
        left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(bytes, from, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException(left + " bytes are missing");
        }
        left -= count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    @Override
    public void close() {
        // belongs to the container
    }
}
