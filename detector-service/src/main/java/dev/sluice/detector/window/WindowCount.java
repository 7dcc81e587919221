// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a window remembers of the signals of seconds that are closed, and what it makes of them: one kind for each {@link WindowSpec.Measure}.
 * Seconds come in their order. Not thread-safe.
 */
abstract class WindowCount {

    /** Different values that are told apart in a window. */
    static final int MAX_VALUES = 1_000;

    final WindowSpec spec;

    /** Sums by second; what a kind that is no sum keeps here, it says. */
    final TreeMap<Long, Long> sums = new TreeMap<>();

    /** The last second of each value within the window; what else a kind keeps here, it says. */
    final Map<Long, Long> values = new HashMap<>();

    WindowCount(WindowSpec spec) {
        this.spec = spec;
    }

    static WindowCount of(WindowSpec spec) {
        return switch (spec.measure()) {
            case SUM -> new Sum(spec);
            case DISTINCT -> new Distinct(spec);
            case SPREAD -> new SpreadCount(spec);
            case SEQUENCE -> new Sequence(spec);
            case BURST -> new BurstCount(spec);
            case SILENCE -> new SilenceCount(spec);
            case LEAKY, LEAKY_DISTINCT -> new LeakyBucket(spec);
        };
    }

    /** Whether the signal counts, so that it may be shown as one of those that led to an incident. */
    abstract boolean add(Signal signal, long second);

    /** What is compared with the threshold. */
    abstract long count(long second);

    /** Forgets what is not within the window any more when {@code second} is the last one. */
    void beginSecond(long second) {
        sums.headMap(second - spec.length(), true).clear();
        values.values().removeIf(last -> last <= second - spec.length());
    }

    /** Seconds in which an incident has begun at the earliest when it opens. */
    long recentSeconds() {
        return spec.length();
    }

    /** From which second on it is an incident that nothing comes; {@link Long#MAX_VALUE} if it never is. */
    long silentFrom() {
        return Long.MAX_VALUE;
    }

    /** The next incident begins from nothing, unless a kind needs the past. */
    void incidentIsOver() {
        sums.clear();
        values.clear();
    }

    final void write(DataOutputStream out) throws IOException {
        write(sums, out);
        write(values, out);
    }

    final void read(DataInputStream in) throws IOException {
        read(in, sums);
        read(in, values);
    }

    private static void write(Map<Long, Long> numbers, DataOutputStream out) throws IOException {
        out.writeInt(numbers.size());
        for (Map.Entry<Long, Long> number : numbers.entrySet()) {
            out.writeLong(number.getKey());
            out.writeLong(number.getValue());
        }
    }

    private static void read(DataInputStream in, Map<Long, Long> numbers) throws IOException {
        for (int i = in.readInt(); i > 0; i--) {
            numbers.put(in.readLong(), in.readLong());
        }
    }

    static class Sum extends WindowCount {

        Sum(WindowSpec spec) {
            super(spec);
        }

        @Override
        boolean add(Signal signal, long second) {
            sums.merge(second, signal.weight(), Long::sum);
            return true;
        }

        @Override
        long count(long second) {
            return sums.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static final class Distinct extends WindowCount {

        private Distinct(WindowSpec spec) {
            super(spec);
        }

        @Override
        boolean add(Signal signal, long second) {
            if (values.containsKey(signal.value()) || values.size() < MAX_VALUES) {
                values.put(signal.value(), second);
            }
            return true;
        }

        @Override
        long count(long second) {
            return values.size();
        }
    }

    /** Values are places; by each when the latest that came so far began. */
    private static final class Sequence extends WindowCount {

        private Sequence(WindowSpec spec) {
            super(spec);
        }

        @Override
        boolean add(Signal signal, long second) {
            Long began = signal.value() == 0 ? Long.valueOf(second) : values.get(signal.value() - 1);
            if (began != null) {
                values.put(signal.value(), began);
            }
            return true;
        }

        @Override
        long count(long second) {
            return values.keySet().stream().mapToLong(place -> place + 1).max().orElse(0);
        }
    }
}
