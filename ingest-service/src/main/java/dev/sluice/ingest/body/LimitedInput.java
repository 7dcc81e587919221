// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Refuses to give more than a number of bytes. */
final class LimitedInput extends FilterInputStream {

    private final Supplier<RequestRejectedException> tooLarge;
    private final long limit;
    private long left;

    LimitedInput(InputStream in, long limit, Supplier<RequestRejectedException> tooLarge) {
        super(in);
        this.tooLarge = tooLarge;
        this.limit = limit;
        left = limit;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        // One more than allowed, to see whether there is more.
        int count = super.read(bytes, from, (int) Math.min(length, left + 1));
        count(Math.max(count, 0));
        return count;
    }

    /** Bytes given so far. */
    long given() {
        return limit - left;
    }

    private void count(int bytes) {
        left -= bytes;
        if (left < 0) {
            throw tooLarge.get();
        }
    }
}
