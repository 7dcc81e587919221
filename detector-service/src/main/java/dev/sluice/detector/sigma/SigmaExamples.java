// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.CompiledRules;
import dev.sluice.detector.rule.DetectionRule;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Events that a rule brings along: those that it must find, {@code examples.found}, and those that it must not, {@code examples.passed}. Each is a
 * request's method and target in one line, or a map of fields by Sigma's names or ECS's. A field of our own, as the specification lets one have it.
 */
public final class SigmaExamples {

    static final String FIELD = "examples";

    private static final String FOUND = "found";
    private static final String PASSED = "passed";

    private SigmaExamples() {}

    /**
     * Tries a rule on all of its examples; returns how many it has.
     *
     * @param examples null if it has none
     * @throws SigmaException where it is not as the example says, or an example can't be read
     */
    public static int check(DetectionRule rule, Node examples) {
        if (examples == null) {
            return 0;
        }
        CompiledRules compiled = new CompiledRules(List.of(rule));
        int count = 0;
        for (Map.Entry<String, Node> kind :
                SigmaReader.fields(SigmaReader.map(examples, FIELD)).entrySet()) {
            boolean found = kind.getKey().equals(FOUND);
            if (!found && !kind.getKey().equals(PASSED) || !(kind.getValue() instanceof SequenceNode list)) {
                throw new SigmaException(kind.getValue(), "examples are lists: " + FOUND + " and " + PASSED);
            }
            for (Node example : list.getValue()) {
                if (compiled.matching(event(example)).isEmpty() == found) {
                    throw new SigmaException(
                            example,
                            found
                                    ? "the rule does not find its own example"
                                    : "the rule finds what it should pass over");
                }
                count++;
            }
        }
        return count;
    }

    private static DetectableEvent event(Node example) {
        Map<EventField, String> values = new EnumMap<>(EventField.class);
        if (example instanceof ScalarNode line) {
            String text = line.getValue();
            int blank = text.indexOf(' ');
            values.put(EventField.METHOD, blank < 0 ? "GET" : text.substring(0, blank));
            values.put(EventField.URL_ORIGINAL, text.substring(blank + 1));
        } else {
            MappingNode map = SigmaReader.map(example, "an example");
            for (Map.Entry<String, Node> field : SigmaReader.fields(map).entrySet()) {
                EventField known = SigmaFields.find(field.getKey())
                        .orElseThrow(() -> new SigmaException(
                                field.getValue(), "no event has the field '" + field.getKey() + "'"));
                values.put(known, SigmaReader.scalar(field.getValue(), field.getKey()));
            }
        }
        target(values);
        return DetectableEvent.of(values);
    }

    /** Path and query, as the parser takes a target apart. */
    private static void target(Map<EventField, String> values) {
        String target = values.get(EventField.URL_ORIGINAL);
        if (target == null) {
            return;
        }
        int mark = target.indexOf('?');
        values.putIfAbsent(EventField.URL_PATH, mark < 0 ? target : target.substring(0, mark));
        if (mark >= 0) {
            values.putIfAbsent(EventField.URL_QUERY, target.substring(mark + 1));
        }
    }
}
