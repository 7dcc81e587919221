// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import java.util.List;

/**
 * All rounds of one contestant in one scenario.
 *
 * @param program name and version
 * @param rounds undisturbed, in the order in which they were run; the warm-up is not among them
 * @param killed rounds in which its processes were killed
 * @param notMeasured why it was not measured, e.g. that it was not found and which package brings it; null if it was
 */
public record ContestantResult(
        String name, String program, List<RoundResult> rounds, List<RoundResult> killed, String notMeasured) {

    public static ContestantResult notMeasured(String name, String why) {
        return new ContestantResult(name, null, List.of(), List.of(), why);
    }
}
