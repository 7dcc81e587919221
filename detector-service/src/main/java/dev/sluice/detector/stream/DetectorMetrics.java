// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import dev.sluice.detector.detection.Detection;
import dev.sluice.detector.published.LiveDetections;
import dev.sluice.detector.window.IncidentChange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** All meters of the service; listed in its README. */
public final class DetectorMetrics {

    private static final String EVENTS = "sluice.detector.events";
    private static final String UNREADABLE = "sluice.detector.unreadable";
    private static final String SIGNALS = "sluice.detector.signals";
    private static final String LATE = "sluice.detector.late";
    private static final String ALERTS = "sluice.detector.alerts";
    private static final String WEBHOOK = "sluice.detector.webhook";
    private static final String TRAFFIC_DOCUMENTS = "sluice.detector.traffic.documents";
    private static final String TRAFFIC_LATE = "sluice.detector.traffic.late";
    private static final String TRAFFIC_OTHER = "sluice.detector.traffic.other";
    private static final String WINDOWS = "sluice.detector.windows";
    private static final String BROKEN = "sluice.detector.rules.broken";

    private final MeterRegistry registry;
    private final Counter events;
    private final Counter unreadable;
    private final Counter signals;
    private final Counter late;
    private final Counter trafficDocuments;
    private final Counter trafficLate;
    private final Counter trafficOther;
    private final AtomicLong windows = new AtomicLong();

    public DetectorMetrics(MeterRegistry registry) {
        this.registry = registry;
        events = Counter.builder(EVENTS).description("Events looked at").register(registry);
        unreadable = Counter.builder(UNREADABLE)
                .description("Events that are no JSON object, and were passed over")
                .register(registry);
        signals = Counter.builder(SIGNALS).description("Signals counted").register(registry);
        late = Counter.builder(LATE)
                .description("Signals that came after their second was closed, and were not counted")
                .register(registry);
        trafficDocuments = Counter.builder(TRAFFIC_DOCUMENTS)
                .description("Documents of what has passed in a minute")
                .register(registry);
        trafficLate = Counter.builder(TRAFFIC_LATE)
                .description("Events that came after their minute was written, and are in a further document of it")
                .register(registry);
        trafficOther = Counter.builder(TRAFFIC_OTHER)
                .description("Events of data streams that were too many in their minute, and are counted together")
                .register(registry);
        Gauge.builder(WINDOWS, windows, AtomicLong::get)
                .description("Windows in which something may still happen")
                .register(registry);
    }

    /** Whether files of rules were changed and can't be used. */
    public void watch(LiveDetections detections) {
        Gauge.builder(BROKEN, detections, live -> live.problem().isPresent() ? 1 : 0)
                .description("1 while a rule that was changed can't be used, so that older rules are in force")
                .register(registry);
    }

    void event() {
        events.increment();
    }

    void unreadable() {
        unreadable.increment();
    }

    void signal() {
        signals.increment();
    }

    void late() {
        late.increment();
    }

    void trafficDocument() {
        trafficDocuments.increment();
    }

    void trafficLate(long events) {
        trafficLate.increment(events);
    }

    void trafficOther() {
        trafficOther.increment();
    }

    void windows(long count) {
        windows.set(count);
    }

    /** @param result delivered, refused or failed */
    public void webhook(String result) {
        Counter.builder(WEBHOOK)
                .description("Attempts to post an alert")
                .tag("result", result)
                .register(registry)
                .increment();
    }

    void alert(Detection detection, IncidentChange.Kind kind) {
        Counter.builder(ALERTS)
                .description("Alerts, by rule and what became of the incident")
                .tag("rule", detection.id())
                .tag("action", kind.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
