// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.model.concurrent.Ticker;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Reads a body that arrives in tiny reads less and less often, so that many senders of a few bytes now and then do not keep a processor busy
 * with waking up for each. What has come in the meantime is read at once; a body that comes in pieces of a packet's size is never waited for.
 */
final class SlowReadThrottle extends FilterInputStream {

    private static final int TINY = 64;

    /** So many in a row are let pass: the end of a common body, or of a few chunks. */
    private static final int FREE = 4;

    private static final long FIRST_PAUSE_MILLIS = 8;
    private static final long MAX_PAUSE_MILLIS = 1_024;

    private final Ticker ticker;
    private int tinyReads;
    private long pauseMillis;

    SlowReadThrottle(InputStream in, Ticker ticker) {
        super(in);
        this.ticker = ticker;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (tinyReads > FREE && in.available() == 0) {
            pause();
        }
        int count = in.read(bytes, from, length);
        if (count >= Math.min(length, TINY)) {
            tinyReads = 0;
            pauseMillis = 0;
        } else if (count > 0 && in.available() == 0) {
            tinyReads++;
        }
        return count;
    }

    private void pause() throws IOException {
        pauseMillis = Math.clamp(2 * pauseMillis, FIRST_PAUSE_MILLIS, MAX_PAUSE_MILLIS);
        try {
            ticker.sleep(Duration.ofMillis(pauseMillis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for more of a slow body");
        }
    }
}
