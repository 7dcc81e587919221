// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.DetectionRule.Level;
import dev.sluice.detector.rule.DetectionRule.Origin;
import dev.sluice.detector.window.WindowSpec;
import java.util.List;
import java.util.Optional;

/**
 * A rule over events that other rules are true of, counted by the values of some fields.
 *
 * @param rules ids of those rules, in the order in which they are to come where the order counts
 * @param groupBy fields by whose values is counted
 * @param value the field whose different values are counted; empty where events or rules are counted
 * @param alone whether those rules are told by themselves, too
 * @param withoutFields whether an event that lacks one of the fields is counted, as if that were empty
 */
public record CorrelationRule(
        String id,
        String version,
        String title,
        Level level,
        Origin origin,
        List<String> rules,
        List<EventField> groupBy,
        Optional<EventField> value,
        WindowSpec spec,
        boolean alone,
        boolean withoutFields) {

    public CorrelationRule {
        rules = List.copyOf(rules);
        groupBy = List.copyOf(groupBy);
    }

    /** The same over rules that are called otherwise, in a version that follows from theirs, too. */
    public CorrelationRule withRules(List<String> others, String ofThese) {
        return new CorrelationRule(
                id, ofThese, title, level, origin, others, groupBy, value, spec, alone, withoutFields);
    }

    /** Whether groups begin with a client's address. */
    public boolean ofClient() {
        return !groupBy.isEmpty()
                && (groupBy.getFirst() == EventField.SOURCE_IP || groupBy.getFirst() == EventField.SOURCE_ADDRESS);
    }
}
