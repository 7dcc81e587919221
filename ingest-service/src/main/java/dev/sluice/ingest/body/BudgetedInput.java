// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.concurrent.Ticker;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Takes what it gives from the budget, and gives up on senders that take too long over the whole. Now and then it lets other senders' threads
 * have the processor: a virtual thread keeps it until it waits for something, and one that inflates waits for nothing. A body that may be a
 * bomb has to wait for its turn then.
 */
final class BudgetedInput extends FilterInputStream {

    /** Inflated within a millisecond. */
    private static final int TURN = 128 * 1024;

    private final LimitedInput wire;
    private final ByteBudget.Share share;
    private final Duration timeout;
    private final long rate;
    private final ExpansionRateLimiter expansionRate;
    private final Ticker ticker;
    private final long start;
    private long given;
    private long turnBegan;

    /**
     * @param wire what {@code in} is decoded from
     * @param timeout for the whole, besides a second for each {@code rate} bytes of {@code wire}
     */
    BudgetedInput(
            InputStream in,
            LimitedInput wire,
            ByteBudget.Share share,
            Duration timeout,
            long rate,
            ExpansionRateLimiter expansionRate,
            Ticker ticker) {
        super(in);
        this.wire = wire;
        this.share = share;
        this.timeout = timeout;
        this.rate = rate;
        this.expansionRate = expansionRate;
        this.ticker = ticker;
        start = ticker.nanos();
    }

    /** Bytes given so far. */
    long given() {
        return given;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = super.read(bytes, from, length);
        count(Math.max(count, 0));
        return count;
    }

    private void count(int bytes) throws IOException {
        given += bytes;
        share.grow(bytes);
        if (given - turnBegan >= TURN) {
            endTurn(given - turnBegan);
            turnBegan = given;
        }
        if (!left().isPositive()) {
            throw new RequestRejectedException(
                    RejectionReason.TOO_SLOW,
                    "the body did not come within " + timeout.toSeconds()
                            + " s, which is sluice.ingest.body-timeout, nor at " + rate
                            + " bytes a second, which is sluice.ingest.body-rate; nothing of it was accepted");
        }
    }

    private void endTurn(long bytes) throws IOException {
        if (!ExpansionRateLimiter.isDense(given, wire.given())) {
            Thread.yield();
            return;
        }
        try {
            ticker.sleep(expansionRate.turn(bytes, left()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while expanding a body");
        }
    }

    private Duration left() {
        long earnedMillis = wire.given() * 1_000 / rate;
        return timeout.plusMillis(earnedMillis).minusNanos(ticker.nanos() - start);
    }
}
