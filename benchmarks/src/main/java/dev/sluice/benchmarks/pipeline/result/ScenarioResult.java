// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import java.util.List;

/** One scenario, all its contestants. */
public record ScenarioResult(String name, String description, List<ContestantResult> contestants) {}
