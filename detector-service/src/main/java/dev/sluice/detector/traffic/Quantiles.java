// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.traffic;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Quantiles of numbers that are not negative, each within 0.8 % of a number that has that rank. Numbers are counted in 64 buckets of equal width for
 * each power of two, and those below 64 exactly, so that what is merged is what was counted together, in whatever order.
 */
public final class Quantiles {

    private static final int BITS = 6;
    private static final int BUCKETS_A_POWER = 1 << BITS;

    /** Up to the bucket of the largest number so far. */
    private long[] counts = new long[0];

    private long total;

    /** Counts a number; one below zero is counted as zero. */
    public void add(long number) {
        int bucket = bucket(Math.max(0, number));
        if (bucket >= counts.length) {
            counts = Arrays.copyOf(counts, bucket + BUCKETS_A_POWER);
        }
        counts[bucket]++;
        total++;
    }

    public long count() {
        return total;
    }

    public void merge(Quantiles other) {
        if (other.counts.length > counts.length) {
            counts = Arrays.copyOf(counts, other.counts.length);
        }
        for (int bucket = 0; bucket < other.counts.length; bucket++) {
            counts[bucket] += other.counts[bucket];
        }
        total += other.total;
    }

    /**
     * The number that {@code fraction} of all are not above.
     *
     * @throws IllegalStateException if nothing was counted
     */
    public long at(double fraction) {
        long rank = Math.max(1, (long) Math.ceil(fraction * total));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return middle(bucket);
            }
        }
        throw new IllegalStateException("nothing was counted");
    }

    private static int bucket(long number) {
        int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(number));
        return (shift << BITS) + (int) (number >>> shift);
    }

    private static long middle(int bucket) {
        if (bucket < 2 * BUCKETS_A_POWER) {
            return bucket;
        }
        int shift = (bucket >>> BITS) - 1;
        long from = (long) (bucket - (shift << BITS)) << shift;
        return from + (1L << shift - 1);
    }

    void write(DataOutputStream out) throws IOException {
        int used = 0;
        for (long count : counts) {
            used += count == 0 ? 0 : 1;
        }
        Varint.write(out, used);
        int last = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] != 0) {
                Varint.write(out, bucket - last);
                Varint.write(out, counts[bucket]);
                last = bucket;
            }
        }
    }

    static Quantiles read(DataInputStream in) throws IOException {
        Quantiles quantiles = new Quantiles();
        int bucket = 0;
        for (long left = Varint.read(in); left > 0; left--) {
            bucket += (int) Varint.read(in);
            if (bucket >= quantiles.counts.length) {
                quantiles.counts = Arrays.copyOf(quantiles.counts, bucket + BUCKETS_A_POWER);
            }
            long count = Varint.read(in);
            quantiles.counts[bucket] += count;
            quantiles.total += count;
        }
        return quantiles;
    }
}
