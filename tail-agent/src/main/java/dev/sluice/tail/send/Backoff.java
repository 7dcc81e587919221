// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * Pauses between tries: exponential with full jitter, that is, chosen evenly from zero to a bound that doubles
 * (<a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff And Jitter</a>).
 */
final class Backoff {

    private static final int LARGEST_SHIFT = 30;

    private final long first;
    private final long most;
    private final LongUnaryOperator random;
    private int failures;

    /** @param random answers a number from 0 to its argument, exclusive */
    Backoff(Duration first, Duration most, LongUnaryOperator random) {
        this.first = first.toMillis();
        this.most = most.toMillis();
        this.random = random;
    }

    /** Whether this failure is to be told: the first, the second, the fourth … */
    boolean telling() {
        return Integer.bitCount(failures) == 1;
    }

    /** The pause before the next try, which is at least what the server asked for. */
    Duration next(Duration atLeast) {
        long bound = Math.min(most, first << Math.min(failures, LARGEST_SHIFT));
        failures++;
        // What the server asks for is spread too, else all come back at once.
        return atLeast.plusMillis(random.applyAsLong(Math.max(1, bound) + 1));
    }
}
