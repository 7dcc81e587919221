// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.sluice.benchmarks.pipeline.corpus.DeliveryCount;

/**
 * One round of one contestant.
 *
 * @param lines how many were given
 * @param kills how often all processes of the contestant were killed meanwhile
 * @param shareOfOthers of the machine's processor time that others took meanwhile, 0 to 1
 * @param age null where lines were not given one by one
 */
@JsonPropertyOrder({"round", "lines", "kills", "linesPerSecond", "linesPerCpuSecond"})
public record RoundResult(
        int round,
        long lines,
        int kills,
        double shareOfOthers,
        Cost cost,
        Volume volume,
        AgePercentiles age,
        DeliveryCount delivery) {

    @JsonProperty
    public double linesPerSecond() {
        return lines / cost.wallSeconds();
    }

    @JsonProperty
    public double linesPerCpuSecond() {
        return lines / cost.contestantCpuSeconds();
    }
}
