// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

/**
 * What is counted, and from when on it is an incident.
 *
 * @param measure what a count is
 * @param length seconds that a count looks back, at least 1
 * @param threshold a count from which there is an incident, at least 1
 * @param quiet seconds below the threshold after which the incident is over
 * @param leakMillis milliseconds after which a leaky bucket has lost one signal; 0 where nothing leaks
 */
public record WindowSpec(Measure measure, int length, long threshold, int quiet, long leakMillis) {

    private static final int MAX_LENGTH = 7 * 86_400;

    /** What a count is. */
    public enum Measure {
        /** The sum of the signals' weights. */
        SUM,
        /** How many different values the signals had; at most {@link KeyWindow#MAX_VALUES} are told apart. */
        DISTINCT,
        /** The same, with values of {@link SpreadCount#valueOf}: those that came from several sources, of each at most a fifth of the threshold. */
        SPREAD,
        /** Signals of the last minute, if they are at least five times as many as a minute of the window had on average before. */
        BURST,
        /**
         * That there is nothing any more of what was there in at least threshold minutes of the window. Signals are at the full minute, one for each
         * minute in which there was something; more of them change nothing.
         */
        SILENCE,
        /** How far a sequence has come whose places, from 0, are the signals' values: each within the window of the first, and in order of time. */
        SEQUENCE,
        /** What is in a bucket that loses a signal each {@link #leakMillis}; by whole seconds, so that the order within one is of no matter. */
        LEAKY,
        /** The same of signals with values that are not in the bucket yet; it forgets them when it is empty. */
        LEAKY_DISTINCT;

        boolean isOfValues() {
            return this != SUM && this != BURST && this != LEAKY;
        }

        boolean isLeaky() {
            return this == LEAKY || this == LEAKY_DISTINCT;
        }
    }

    /** Of what does not leak. */
    public WindowSpec(Measure measure, int length, long threshold, int quiet) {
        this(measure, length, threshold, quiet, 0);
    }

    /**
     * A minute that has at least {@code threshold} signals, and many more than those of the past had.
     *
     * @param past seconds that are looked back at beyond the last minute; whole minutes
     */
    public static WindowSpec burst(int past, long threshold, int quiet) {
        return new WindowSpec(Measure.BURST, BurstCount.RECENT + past, threshold, quiet);
    }

    /** The value of a signal for {@link Measure#SPREAD}, of hashes of who it came from and of what is told apart. */
    public static long spread(long source, long value) {
        return SpreadCount.valueOf(source, value);
    }

    /**
     * A bucket that is an incident when there is more in it than it can hold.
     *
     * @param capacity at least 0
     */
    public static WindowSpec leaky(boolean isDistinct, int capacity, long leakMillis, int quiet) {
        long empties = Math.addExact(Math.multiplyExact(capacity, leakMillis) / 1_000, 1);
        return new WindowSpec(
                isDistinct ? Measure.LEAKY_DISTINCT : Measure.LEAKY,
                Math.toIntExact(Math.min(empties, MAX_LENGTH)),
                capacity + 1L,
                quiet,
                leakMillis);
    }

    public WindowSpec {
        if (length < 1 || threshold < 1 || quiet < 1) {
            throw new IllegalArgumentException("a window's length, threshold and quiet are at least 1, were " + length
                    + ", " + threshold + ", " + quiet);
        }
        if (measure.isLeaky() != leakMillis > 0) {
            throw new IllegalArgumentException(
                    "a bucket leaks, and nothing else does, was " + measure + ", " + leakMillis);
        }
        if (measure.isLeaky() && Math.multiplyExact(threshold, leakMillis) > MAX_LENGTH * 1_000L) {
            throw new IllegalArgumentException("a full bucket is empty after at most 7 days, was after "
                    + Math.multiplyExact(threshold, leakMillis) / 1_000 + " s");
        }
        if (measure == Measure.BURST && length < 2 * BurstCount.RECENT) {
            throw new IllegalArgumentException(
                    "a burst has a past of at least a minute, was " + length + " s with its own");
        }
        if (measure.isOfValues() && threshold > KeyWindow.MAX_VALUES) {
            throw new IllegalArgumentException(
                    "a threshold of different values is at most " + KeyWindow.MAX_VALUES + ", was " + threshold);
        }
    }
}
