// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import java.util.List;

/**
 * What one rule has done to one event or part of an event.
 *
 * @param rule its name
 * @param outcome {@code kept}, {@code dropped}, {@code split}, or the store that the event is for alone
 * @param changes of fields; where the rule hides a value, what it was is {@value #HIDDEN}
 */
public record RuleStep(String rule, String outcome, List<FieldChange> changes) {

    /** In place of what a rule hides. */
    public static final String HIDDEN = "\"[hidden by this rule]\"";

    public RuleStep {
        changes = List.copyOf(changes);
    }
}
