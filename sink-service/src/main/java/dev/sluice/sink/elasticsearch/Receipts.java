// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** When neighbouring records were received, epoch milliseconds; those received together count once. Not thread-safe. */
final class Receipts {

    private long[] times = new long[4];
    private int count;
    private long oldest = Long.MAX_VALUE;

    void add(long received) {
        if (count > 0 && times[count - 1] == received) {
            return;
        }
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
        }
        times[count++] = received;
        oldest = Math.min(oldest, received);
    }

    /** {@link Long#MAX_VALUE} if there is none. */
    long oldest() {
        return oldest;
    }

    void forEach(LongConsumer consumer) {
        for (int i = 0; i < count; i++) {
            consumer.accept(times[i]);
        }
    }
}
