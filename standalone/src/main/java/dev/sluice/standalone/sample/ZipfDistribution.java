// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.sample;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Picks from a list as traffic does: few values make up most of it (Zipf's law, exponent 1). */
final class ZipfDistribution<T> {

    private final List<T> values;
    private final double[] cumulated;

    ZipfDistribution(List<T> values) {
        this.values = List.copyOf(values);
        this.cumulated = new double[values.size()];
        double sum = 0;
        for (int i = 0; i < cumulated.length; i++) {
            sum += 1.0 / (i + 1);
            cumulated[i] = sum;
        }
    }

    T pick(RandomGenerator random) {
        double wanted = random.nextDouble() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, wanted);
        return values.get(found < 0 ? -found - 1 : found);
    }
}
