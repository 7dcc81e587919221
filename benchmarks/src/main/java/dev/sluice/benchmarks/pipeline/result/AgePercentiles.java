// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import java.util.Arrays;

/** How long lines took from when they were given to when their events could be read, milliseconds. */
public record AgePercentiles(double p50, double p99, double p999) {

    /** @param millis one for each line, in any order; at least one */
    public static AgePercentiles of(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return new AgePercentiles(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999));
    }

    /** The smallest that so many are not above. */
    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
