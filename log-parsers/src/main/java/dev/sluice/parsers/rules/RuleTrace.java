// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.model.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Notes what each rule does to the events of one line. What a rule hides is not noted. Not thread-safe. */
public final class RuleTrace implements RuleObserver {

    private final List<String> names;
    private final List<Boolean> hiding;
    private final List<RuleStep> steps = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private byte[] before = {};

    public RuleTrace(RuleSet rules) {
        names = rules.names();
        hiding = rules.rules().stream()
                .map(rule -> rule.actions().stream().anyMatch(RuleSet::hides))
                .toList();
    }

    /** Forgets everything. */
    public void reset() {
        steps.clear();
        hidden.clear();
    }

    /** What the rules have done, in their order. */
    public List<RuleStep> steps() {
        return List.copyOf(steps);
    }

    /** Values, as JSON, that a rule has hidden: nobody who may only look is to see them. */
    public List<String> hidden() {
        return List.copyOf(hidden);
    }

    @Override
    public void examining(int rule) {
        // Only what it does counts.
    }

    @Override
    public void examined(int rule, boolean isMet, byte[] json, int length) {
        if (isMet) {
            before = Arrays.copyOf(json, length);
        }
    }

    @Override
    public void split(int rule, byte[] json, int length) {
        steps.add(new RuleStep(names.get(rule), "split", changes(rule, json, length)));
    }

    @Override
    public void part(int rule, byte[] json, int length) {
        before = Arrays.copyOf(json, length);
    }

    @Override
    public void applied(int rule, boolean isDropped, Store store, byte[] json, int length) {
        String outcome =
                isDropped ? "dropped" : store == null ? "kept" : store.name().toLowerCase(Locale.ROOT);
        steps.add(new RuleStep(names.get(rule), outcome, isDropped ? List.of() : changes(rule, json, length)));
    }

    private List<FieldChange> changes(int rule, byte[] json, int length) {
        List<FieldChange> changes = FieldChange.between(before, before.length, json, length);
        if (!hiding.get(rule)) {
            return changes;
        }
        List<FieldChange> shown = new ArrayList<>();
        for (FieldChange change : changes) {
            if (change.before() == null) {
                shown.add(change);
            } else {
                hidden.add(change.before());
                shown.add(new FieldChange(change.field(), RuleStep.HIDDEN, change.after()));
            }
        }
        return shown;
    }
}
