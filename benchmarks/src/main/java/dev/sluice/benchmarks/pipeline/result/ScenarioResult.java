// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import java.util.List;

/**
 * One scenario, all its contestants.
 *
 * @param partitions of each topic
 * @param lines of a round
 */
public record ScenarioResult(
        String name, String description, int partitions, int lines, List<ContestantResult> contestants) {}
