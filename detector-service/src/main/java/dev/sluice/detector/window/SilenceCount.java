// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

/** Minutes in which there was something, by their first seconds. */
final class SilenceCount extends WindowCount {

    /** Seconds without anything, after the last minute that had something. */
    static final int SILENCE = 600;

    private static final int MINUTE = 60;

    SilenceCount(WindowSpec spec) {
        super(spec);
    }

    /** Shows nothing: it is about what is not there. */
    @Override
    boolean add(Signal signal, long second) {
        values.put(second, second);
        return false;
    }

    @Override
    long count(long second) {
        return 0;
    }

    @Override
    long silentFrom() {
        return values.size() < spec.threshold()
                ? Long.MAX_VALUE
                : values.keySet().stream().mapToLong(Long::longValue).max().orElseThrow() + MINUTE + SILENCE;
    }
}
