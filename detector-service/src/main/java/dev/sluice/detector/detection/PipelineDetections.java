// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.DetectionRule.Level;
import dev.sluice.detector.rule.DetectionRule.Origin;
import dev.sluice.detector.window.Signal;
import dev.sluice.detector.window.WindowSpec;
import dev.sluice.detector.window.WindowSpec.Measure;
import dev.sluice.model.DeadLetter;
import dev.sluice.model.OwnEvents;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What goes wrong with the logs themselves: missing parts, cloned senders, sources that fell silent, many more dead letters than usual. */
public final class PipelineDetections {

    private static final Origin ORIGIN = new Origin("Sluice", "Apache-2.0", List.of(), List.of());

    /** One is enough, and what follows for the same file is the same incident. */
    private static final WindowSpec AT_ONCE = new WindowSpec(Measure.SUM, 60, 1, 300);

    private static final Detection GAP = new Detection(
            "log-gap",
            "1",
            "A part of a log is missing: rotated or truncated unread",
            Level.MEDIUM,
            ORIGIN,
            false,
            AT_ONCE);

    private static final Detection FORK = new Detection(
            "log-fork",
            "1",
            "Two senders go on with one log: a machine or its data folder was cloned or restored",
            Level.MEDIUM,
            ORIGIN,
            false,
            AT_ONCE);

    /** Signals are those of {@link SourcePresence}. A day later nobody waits for it any more. */
    static final Detection SILENCE = new Detection(
            "source-silent",
            "1",
            "A source that spoke in every other minute has said nothing for ten",
            Level.LOW,
            ORIGIN,
            false,
            new WindowSpec(Measure.SILENCE, 3_600, 30, 86_400));

    private static final Detection DEAD_LETTER_FLOOD = new Detection(
            "dead-letter-flood",
            "1",
            "Many more dead letters than usual",
            Level.MEDIUM,
            ORIGIN,
            false,
            WindowSpec.burst(3_600, 100, 300));

    private static final Map<String, Detection> BY_DATASET =
            new HashMap<>(Map.of(OwnEvents.GAPS, GAP, OwnEvents.FORKS, FORK));

    private PipelineDetections() {}

    static List<Detection> all() {
        return List.of(GAP, FORK, SILENCE, DEAD_LETTER_FLOOD);
    }

    /** Hands over what an event of Sluice's own says of a stream; nothing of any other. */
    static void signals(DetectableEvent event, Consumer<KeyedSignal> out) {
        Detection detection = BY_DATASET.get(event.get(EventField.DATASET));
        if (detection != null) {
            String host = event.get(EventField.HOST_NAME);
            String file = event.get(EventField.FILE_PATH);
            String group = (host == null ? "-" : host) + ' ' + (file == null ? "-" : file);
            out.accept(new KeyedSignal(detection.key(), group, Samples.signal(event, 0, 1)));
        }
    }

    /** What one dead letter says: it counts by its reason and its topic, and shows nothing of the line. */
    public static KeyedSignal signal(DeadLetter letter, String topic) {
        String group = letter.reason().name() + ' ' + topic;
        return new KeyedSignal(DEAD_LETTER_FLOOD.key(), group, new Signal(letter.at(), 0, 1, "", letter.message()));
    }
}
