// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** The median of some rounds, and the least and the most of them. */
public record MedianSpread(double median, double least, double most) {

    public static <T> MedianSpread of(Collection<T> rounds, ToDoubleFunction<T> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return new MedianSpread(
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
                sorted[0],
                sorted[sorted.length - 1]);
    }
}
