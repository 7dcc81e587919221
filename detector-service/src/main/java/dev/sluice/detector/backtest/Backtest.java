// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.backtest;

import dev.sluice.detector.alert.Alert;
import dev.sluice.detector.detection.Detection;
import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.detection.KeyedSignal;
import dev.sluice.detector.detection.SourcePresence;
import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.window.KeyWindow;
import dev.sluice.detector.window.Signal;
import dev.sluice.detector.window.WindowSpec.Measure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * What the detector would have told of events of the past: by the same code, with the same ids, whatever order they come in, since signals are
 * counted by their own time. An event that came too late then is counted here. Keeps the signals, not the events. Not thread-safe.
 */
public final class Backtest {

    private final EventDetector detector;
    private final Map<String, List<Signal>> signals = new HashMap<>();
    private final SourcePresence presence = new SourcePresence();
    private long latest = Long.MIN_VALUE;
    private long events;
    private long unreadable;

    public Backtest(EventDetector detector) {
        this.detector = detector;
    }

    /** @param json the value of a record of {@code logs.parsed}; what is no JSON object is counted and passed over */
    public void add(byte[] json) {
        try {
            add(DetectableEvent.read(json));
        } catch (JacksonException e) {
            unreadable++;
        }
    }

    public void add(DetectableEvent event) {
        events++;
        presence.of(event).ifPresent(signal -> {
            latest = Math.max(latest, signal.signal().second());
            keep(signal);
        });
        detector.signals(event, this::keep);
    }

    private void keep(KeyedSignal signal) {
        signals.computeIfAbsent(signal.key(), key -> new ArrayList<>()).add(signal.signal());
    }

    public long events() {
        return events;
    }

    public long unreadable() {
        return unreadable;
    }

    /** All that would have been told, in order of time; an incident is told to its end, silence as far as there are events. */
    public List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        signals.forEach((key, ofKey) -> {
            Detection detection =
                    detector.detection(KeyedSignal.detectionOf(key)).orElseThrow();
            KeyWindow window = new KeyWindow(detection.spec());
            ofKey.forEach(window::add);
            // That nothing comes is known only as far as there are events.
            long end = window.latest() + detection.spec().quiet();
            window.close(
                    detection.spec().measure() == Measure.SILENCE
                            ? Math.max(window.latest(), Math.min(end, latest))
                            : end,
                    change -> alerts.add(new Alert(detection, KeyedSignal.groupOf(key), change)));
        });
        alerts.sort(Comparator.comparing(Alert::time).thenComparing(Alert::documentId));
        return alerts;
    }
}
