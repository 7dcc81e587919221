// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Makes names for batches whose sender gave none. */
public final class BatchId {

    private BatchId() {}

    /**
     * A UUID version 7 (RFC 9562, section 5.7): 48 bits of time, then 74 random bits. Not a secret, hence not from a secure generator.
     *
     * @param now epoch milliseconds
     */
    public static String at(long now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long version = 0x7000;
        long variant = 0x8000000000000000L;
        long high = now << 16 | version | random.nextInt(1 << 12);
        return new UUID(high, variant | random.nextLong() >>> 2).toString();
    }
}
