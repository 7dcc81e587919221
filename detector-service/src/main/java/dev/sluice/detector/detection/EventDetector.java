// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.CompiledRules;
import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.rule.DetectionRules;
import dev.sluice.detector.window.WindowSpec;
import dev.sluice.detector.window.WindowSpec.Measure;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Turns events into signals of all detections: those built in, and one for each rule. Thread-safe; keeps nothing of an event. */
public final class EventDetector implements Detections {

    /** A rule that is true of an event is an incident at once, and goes on as long as such events come from the same address. */
    private static final WindowSpec AT_ONCE = new WindowSpec(Measure.SUM, 60, 1, 300);

    private final BuiltInDetections builtIn = new BuiltInDetections();
    private final CompiledRules rules;
    private final Correlations correlations;
    private final Set<String> notAlone;
    private final Set<String> ids = new HashSet<>();

    /** By their keys. */
    private final Map<String, Detection> detections = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two detections have the same id */
    public EventDetector(DetectionRules given) {
        rules = new CompiledRules(given.events());
        correlations = new Correlations(given.correlations());
        notAlone = given.notAlone();
        BuiltInDetections.all().forEach(this::add);
        PipelineDetections.all().forEach(this::add);
        given.events()
                .forEach(rule -> add(new Detection(
                        rule.id(), rule.version(), rule.title(), rule.level(), rule.origin(), true, AT_ONCE)));
        given.correlations()
                .forEach(rule -> add(new Detection(
                        rule.id(),
                        rule.version(),
                        rule.title(),
                        rule.level(),
                        rule.origin(),
                        rule.ofClient(),
                        rule.spec())));
    }

    private void add(Detection detection) {
        detections.put(detection.key(), detection);
        if (!ids.add(detection.id())) {
            throw new IllegalArgumentException("two detections have the id " + detection.id());
        }
    }

    /** Always this one. */
    @Override
    public EventDetector inForce() {
        return this;
    }

    @Override
    public Optional<Detection> detection(String key) {
        return Optional.ofNullable(detections.get(key));
    }

    public List<Detection> detections() {
        return List.copyOf(detections.values());
    }

    /** Hands over the signals of one event; none if it has no time, or no address and is none of Sluice's own. */
    public void signals(DetectableEvent event, Consumer<KeyedSignal> out) {
        // The time is read of those events only that are of any interest.
        Consumer<KeyedSignal> timed = signal -> {
            if (signal.signal().time() >= 0) {
                out.accept(signal);
            }
        };
        if (!event.has(EventField.SOURCE_IP) && !event.has(EventField.SOURCE_ADDRESS)) {
            PipelineDetections.signals(event, timed);
            return;
        }
        builtIn.signals(event, timed);
        for (DetectionRule rule : rules.matching(event)) {
            if (!notAlone.contains(rule.id())) {
                timed.accept(new KeyedSignal(
                        Detection.key(rule.id(), rule.version()), Samples.address(event), Samples.signal(event, 0, 1)));
            }
            correlations.signals(rule, event, timed);
        }
    }
}
