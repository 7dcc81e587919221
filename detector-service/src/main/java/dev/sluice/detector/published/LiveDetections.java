// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.published;

import dev.sluice.detector.detection.Detection;
import dev.sluice.detector.detection.Detections;
import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.detection.RuleFolder;
import dev.sluice.operations.rules.PublishedRules;
import dev.sluice.operations.rules.RuleFiles;
import dev.sluice.operations.rules.RulesLog;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The detections that the topic {@code sluice.detections} says are in force. Of those that were, the last are known by their versions: what was
 * counted by one goes on by it until it is over. Thread-safe.
 */
public final class LiveDetections implements Detections {

    /** Versions of all rules whose detections are known when an instance starts. */
    private static final int VERSIONS = 20;

    /** Detections that are known beside those in force. */
    private static final int FORMER = 10_000;

    private final PublishedRules<EventDetector> rules;

    /** Those that are or were in force, the latest last. */
    private final Map<String, Detection> known = new LinkedHashMap<>();

    /**
     * @param folders of rules; without any, nothing is published
     * @throws IllegalArgumentException if a rule in them can't be taken
     */
    public LiveDetections(List<Path> folders, RulesLog log, InstantSource clock) {
        rules = new PublishedRules<>(
                detector(folders.isEmpty() ? Map.of() : RuleFolder.texts(folders)),
                folders.isEmpty() ? null : files(folders),
                (texts, version) -> detector(texts),
                log,
                (version, detector) -> remember(detector),
                VERSIONS,
                clock);
        remember(rules.newest());
    }

    private static EventDetector detector(Map<String, String> texts) {
        return new EventDetector(RuleFolder.rules(texts));
    }

    private static RuleFiles files(List<Path> folders) {
        return new RuleFiles() {
            @Override
            public List<Path> paths() {
                return RuleFolder.files(folders);
            }

            @Override
            public Map<String, String> texts() {
                return RuleFolder.texts(folders);
            }
        };
    }

    private void remember(EventDetector detector) {
        synchronized (known) {
            for (Detection detection : detector.detections()) {
                known.remove(detection.key());
                known.put(detection.key(), detection);
            }
            int tooMany = known.size() - detector.detections().size() - FORMER;
            List.copyOf(known.keySet()).subList(0, Math.max(0, tooMany)).forEach(known::remove);
        }
    }

    @Override
    public EventDetector inForce() {
        return rules.newest();
    }

    /** Reads the topic before it says that there is none: another instance may have read a newer version first. */
    @Override
    public Optional<Detection> detection(String key) {
        Optional<Detection> found = find(key);
        if (found.isEmpty()) {
            rules.catchUp();
            found = find(key);
        }
        return found;
    }

    private Optional<Detection> find(String key) {
        synchronized (known) {
            return Optional.ofNullable(known.get(key));
        }
    }

    /** Why the files, or what was published last, can't be used, so that older rules are in force; empty where they can. */
    public Optional<String> problem() {
        return rules.problem();
    }

    /** Publishes what has changed, and reads what was published by others. While the brokers are away all stays as it is. */
    public void refresh() {
        rules.refresh();
    }

    /**
     * Reads all that was published until now; publishes first what the files say.
     *
     * @throws org.apache.kafka.common.KafkaException if that can't be done now
     */
    public void catchUp() {
        rules.catchUp();
    }
}
