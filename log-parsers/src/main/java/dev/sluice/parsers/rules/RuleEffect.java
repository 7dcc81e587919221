// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import java.util.List;
import java.util.Map;

/**
 * What a rule did to the events of a trial.
 *
 * @param name of the rule
 * @param hits events and parts of events that met its conditions
 * @param dropped how many of them it left out
 * @param toElasticsearch how many it sent to Elasticsearch alone
 * @param toLake how many it sent to the lake alone
 * @param changed in how many it changed a field, or that it divided
 * @param fields how often it changed each field, by path
 * @param bytesSaved JSON that each store gets less by it; below 0 where it gets more
 * @param cpuNanosPerEvent CPU time for each event of the trial, whether it was hit or not; 0 where the machine does not tell
 * @param samples some of the hits, from all over the trial
 */
public record RuleEffect(
        String name,
        long hits,
        long dropped,
        long toElasticsearch,
        long toLake,
        long changed,
        Map<String, Long> fields,
        StoreBytes bytesSaved,
        double cpuNanosPerEvent,
        List<RuleSample> samples) {

    public RuleEffect {
        samples = List.copyOf(samples);
    }

    /** Bytes of JSON for each store, before the store compresses them. */
    public record StoreBytes(long elasticsearch, long lake) {}

    /**
     * A hit.
     *
     * @param outcome {@code kept}, {@code dropped}, {@code split}, or the store that it is for alone
     * @param event as it was before, cut off where it is long
     * @param changes of its fields; values are cut off where they are long
     */
    public record RuleSample(String outcome, String event, List<FieldChange> changes) {

        public RuleSample {
            changes = List.copyOf(changes);
        }
    }
}
