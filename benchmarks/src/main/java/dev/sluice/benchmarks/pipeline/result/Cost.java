// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import java.util.Map;

/**
 * What a round took.
 *
 * @param wallSeconds from the first line given to the last event that can be read
 * @param cpuSeconds processor time by process of the contestant
 * @param infrastructureCpuSeconds processor time by process of what all contestants use: the broker, the stores
 * @param peakMemoryBytes the most that each of the contestant's processes had resident, added up
 */
public record Cost(
        double wallSeconds,
        Map<String, Double> cpuSeconds,
        Map<String, Double> infrastructureCpuSeconds,
        long peakMemoryBytes) {

    public double contestantCpuSeconds() {
        return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
