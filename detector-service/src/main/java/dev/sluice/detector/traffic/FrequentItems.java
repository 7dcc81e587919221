// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.traffic;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The most frequent texts of a stream in bounded memory. Every count is at most {@link #error()} too low and never too high, and the error is at most
 * the total by {@code capacity + 1}: so whatever is more frequent than that is here. What was merged has the bound of its own total.
 *
 * <p>These are the counters of Misra and Gries, which hold the same as those of space-saving (Agarwal and others, <i>Mergeable Summaries</i>, 2012),
 * with room for twice the capacity, so that room is made once in many texts and not at each. The same texts in the same order give the same counts.
 */
public final class FrequentItems {

    /** One text, and how often it was there at least. */
    public record Item(String text, long count) {}

    private static final Comparator<Item> MOST_FIRST =
            Comparator.comparingLong(Item::count).reversed().thenComparing(Item::text);

    private final int capacity;
    private final Map<String, long[]> counts = new HashMap<>();
    private long error;

    /** @param capacity how many texts are sure to be kept; twice as many may be */
    public FrequentItems(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
        }
        this.capacity = capacity;
    }

    public void add(String text) {
        add(text, 1);
    }

    private void add(String text, long count) {
        long[] known = counts.get(text);
        if (known != null) {
            known[0] += count;
            return;
        }
        counts.put(text, new long[] {count});
        if (counts.size() > 2 * capacity) {
            makeRoom();
        }
    }

    /** Adds what {@code other} has counted. */
    public void merge(FrequentItems other) {
        error += other.error;
        other.counts.forEach((text, count) -> counts.computeIfAbsent(text, none -> new long[1])[0] += count[0]);
        if (counts.size() > 2 * capacity) {
            makeRoom();
        }
    }

    /** Takes as much from all as the first one that does not fit has, so that more than {@code capacity} texts pay it each time. */
    private void makeRoom() {
        long[] sorted =
                counts.values().stream().mapToLong(count -> count[0]).sorted().toArray();
        long least = sorted[sorted.length - capacity - 1];
        counts.values().removeIf(count -> (count[0] -= least) <= 0);
        error += least;
    }

    /** By how much any count may be too low. */
    public long error() {
        return error;
    }

    /** The most frequent ones, the first the most; of equally frequent ones in the order of their texts. */
    public List<Item> top(int most) {
        return counts.entrySet().stream()
                .map(entry -> new Item(entry.getKey(), entry.getValue()[0]))
                .sorted(MOST_FIRST)
                .limit(most)
                .toList();
    }

    void write(DataOutputStream out) throws IOException {
        Varint.write(out, error);
        Varint.write(out, counts.size());
        for (Map.Entry<String, long[]> entry : counts.entrySet()) {
            out.writeUTF(entry.getKey());
            Varint.write(out, entry.getValue()[0]);
        }
    }

    static FrequentItems read(DataInputStream in, int capacity) throws IOException {
        FrequentItems items = new FrequentItems(capacity);
        items.error = Varint.read(in);
        for (long left = Varint.read(in); left > 0; left--) {
            items.counts.put(in.readUTF(), new long[] {Varint.read(in)});
        }
        return items;
    }
}
