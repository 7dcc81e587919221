// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.flow;

import dev.sluice.operations.flow.ComponentStatus;
import dev.sluice.operations.flow.PipelineFlow;
import dev.sluice.operations.flow.PipelineProbe;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Measures the flow again and again: often while somebody looks, seldom while nobody does. Thread-safe. */
@Component
final class FlowSampler implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FlowSampler.class);

    private final FlowSettings settings;
    private final Clock clock;
    private final PipelineProbe probe;
    private final FlowHistory history = new FlowHistory();

    private volatile Thread thread;
    private List<ComponentStatus> parts = List.of();
    private long partsAskedAt = Long.MIN_VALUE;
    private FlowSnapshot latest;
    private long number;
    private int viewers;
    private boolean running;

    @Autowired
    FlowSampler(FlowSettings settings, Clock clock) {
        this(settings, clock, new PipelineProbe(settings.services()));
    }

    FlowSampler(FlowSettings settings, Clock clock, PipelineProbe probe) {
        this.settings = settings;
        this.clock = clock;
        this.probe = probe;
    }

    FlowHistory history() {
        return history;
    }

    /** What rules have left out since the parsers' start, by rule: asked now. */
    Map<String, Long> filteredByRule() {
        return probe.filteredByRule();
    }

    /** @return false if there are as many viewers as may be */
    synchronized boolean addViewer() {
        if (viewers == settings.maxViewers()) {
            return false;
        }
        viewers++;
        notifyAll();
        return true;
    }

    synchronized void removeViewer() {
        viewers--;
    }

    /** Waits for a measurement after {@code number}; the latest one, or empty when there are no more or none came in time. */
    synchronized Optional<FlowSnapshot> awaitAfter(long number, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (running && (latest == null || latest.number() <= number)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        return running ? Optional.of(latest) : Optional.empty();
    }

    private void sample() {
        PipelineFlow before = null;
        long measured = System.nanoTime();
        try {
            do {
                long now = System.nanoTime();
                before = measure(before, (now - measured) / 1e9, now);
                measured = now;
            } while (pause(measured));
        } catch (InterruptedException ignored) {
            // Stopped.
        }
    }

    /** @return what the next measurement is compared with; null if this one failed */
    private PipelineFlow measure(PipelineFlow before, double seconds, long at) {
        try {
            PipelineFlow now = probe.flow();
            if (before != null) {
                FlowSnapshot snapshot =
                        FlowSnapshot.between(before, now, seconds, ++number, clock.instant(), health(at), settings);
                history.add(snapshot);
                publish(snapshot);
            }
            return now;
        } catch (RuntimeException e) {
            log.warn("the flow could not be measured, and is measured again", e);
            return null;
        }
    }

    /** Health costs the services more than metrics, and changes less. */
    private List<ComponentStatus> health(long now) {
        if (partsAskedAt == Long.MIN_VALUE
                || now - partsAskedAt >= settings.idleInterval().toNanos() / 2) {
            parts = probe.health();
            partsAskedAt = now;
        }
        return parts;
    }

    private synchronized void publish(FlowSnapshot snapshot) {
        latest = snapshot;
        notifyAll();
    }

    /** @return whether to go on */
    private synchronized boolean pause(long since) throws InterruptedException {
        while (running) {
            Duration interval = viewers > 0 ? settings.interval() : settings.idleInterval();
            long left = interval.toMillis() - (System.nanoTime() - since) / 1_000_000;
            if (left <= 0) {
                return true;
            }
            wait(left);
        }
        return false;
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = Thread.ofVirtual().name("flow-sampler").start(this::sample);
    }

    @Override
    public void stop() {
        synchronized (this) {
            running = false;
            notifyAll();
        }
        thread.interrupt();
        probe.close();
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Stops before the server does, which waits for the streams to end. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
