// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.CorrelationRule;
import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.window.WindowSpec.Measure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns what rules over single events find into signals of the correlations over them. */
final class Correlations {

    private final Map<String, List<CorrelationRule>> byRule = new HashMap<>();

    Correlations(List<CorrelationRule> correlations) {
        for (CorrelationRule correlation : correlations) {
            correlation.rules().stream()
                    .distinct()
                    .forEach(rule -> byRule.computeIfAbsent(rule, id -> new ArrayList<>())
                            .add(correlation));
        }
    }

    void signals(DetectionRule found, DetectableEvent event, Consumer<KeyedSignal> out) {
        for (CorrelationRule correlation : byRule.getOrDefault(found.id(), List.of())) {
            Optional<String> group = group(correlation, event);
            if (group.isEmpty()) {
                continue;
            }
            if (correlation.value().isPresent()) {
                String value = event.get(correlation.value().get());
                if (value != null || correlation.withoutFields()) {
                    out.accept(signal(
                            correlation, group.get(), event, BuiltInDetections.hash(value == null ? "" : value)));
                }
            } else if (correlation.spec().measure() == Measure.SUM
                    || correlation.spec().measure() == Measure.LEAKY) {
                out.accept(signal(correlation, group.get(), event, 0));
            } else {
                // A rule may stand at several places of a sequence; backwards, so that one event is not two steps of
                // it.
                for (int place = correlation.rules().size() - 1; place >= 0; place--) {
                    if (correlation.rules().get(place).equals(found.id())) {
                        out.accept(signal(correlation, group.get(), event, place));
                    }
                }
            }
        }
    }

    private static KeyedSignal signal(CorrelationRule correlation, String group, DetectableEvent event, long value) {
        return new KeyedSignal(
                Detection.key(correlation.id(), correlation.version()), group, Samples.signal(event, value, 1));
    }

    private static Optional<String> group(CorrelationRule correlation, DetectableEvent event) {
        StringBuilder group = new StringBuilder();
        for (EventField field : correlation.groupBy()) {
            String value = field == EventField.SOURCE_IP && !event.has(field) && correlation.withoutFields()
                    ? event.get(EventField.SOURCE_ADDRESS)
                    : event.get(field);
            if (value == null && !correlation.withoutFields()) {
                return Optional.empty();
            }
            group.append(group.isEmpty() ? "" : " ").append(value == null ? "-" : value);
        }
        return Optional.of(group.isEmpty() ? "all" : group.toString());
    }
}
