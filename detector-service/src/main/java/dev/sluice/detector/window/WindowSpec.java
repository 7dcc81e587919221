// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

/**
 * What is counted, and from when on it is an incident.
 *
 * @param length seconds that a count looks back, at least 1
 * @param threshold a count from which there is an incident, at least 1
 * @param quiet seconds below the threshold after which the incident is over
 */
public record WindowSpec(Measure measure, int length, long threshold, int quiet) {

    /** What a count is. */
    public enum Measure {
        /** The sum of the signals' weights. */
        SUM,
        /** How many different values the signals had; at most {@link KeyWindow#MAX_VALUES} are told apart. */
        DISTINCT,
        /** How far a sequence has come whose places, from 0, are the signals' values: each within the window of the first, and in order of time. */
        SEQUENCE
    }

    public WindowSpec {
        if (length < 1 || threshold < 1 || quiet < 1) {
            throw new IllegalArgumentException("a window's length, threshold and quiet are at least 1, were " + length
                    + ", " + threshold + ", " + quiet);
        }
        if (measure != Measure.SUM && threshold > KeyWindow.MAX_VALUES) {
            throw new IllegalArgumentException(
                    "a threshold of different values is at most " + KeyWindow.MAX_VALUES + ", was " + threshold);
        }
    }
}
