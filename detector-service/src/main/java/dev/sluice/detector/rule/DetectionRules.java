// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All rules that users gave: those over single events, and those over what these find. */
public record DetectionRules(List<DetectionRule> events, List<CorrelationRule> correlations) {

    public static final DetectionRules NONE = new DetectionRules(List.of(), List.of());

    public DetectionRules {
        events = List.copyOf(events);
        correlations = List.copyOf(correlations);
    }

    /** Ids of the rules that are there for correlations only. */
    public Set<String> notAlone() {
        Set<String> ids = new HashSet<>();
        correlations.stream().filter(rule -> !rule.alone()).forEach(rule -> ids.addAll(rule.rules()));
        return ids;
    }
}
