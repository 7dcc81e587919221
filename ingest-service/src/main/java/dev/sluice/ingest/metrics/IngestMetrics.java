// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.metrics;

import dev.sluice.ingest.refusal.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** The names and tags of all meters of this service, which its README lists. */
@Component
public final class IngestMetrics {

    private static final String LINES = "sluice.ingest.lines";
    private static final String BYTES = "sluice.ingest.bytes";
    private static final String DEAD_LETTERS = "sluice.ingest.dead.letters";
    private static final String REFUSALS = "sluice.ingest.refusals";
    private static final String REQUESTS = "sluice.ingest.requests";

    private static final String DOOR = "door";
    private static final String FORMAT = "format";
    private static final String REASON = "reason";
    private static final String OUTCOME = "outcome";

    private final MeterRegistry registry;

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Starts to measure a request. */
    public Timer.Sample start() {
        return Timer.start(registry);
    }

    /**
     * Counts what is in Kafka.
     *
     * @param door name of the protocol, e.g. {@code http}
     * @param format a known format's name: never what a sender wrote
     */
    public void written(String door, String format, long lines, long deadLetters, long bytes) {
        registry.counter(LINES, DOOR, door, FORMAT, format).increment(lines);
        registry.counter(BYTES, DOOR, door, FORMAT, format).increment(bytes);
        registry.counter(DEAD_LETTERS, DOOR, door, FORMAT, format).increment(deadLetters);
    }

    /** Ends the measurement of a request that was answered with success. */
    public void accepted(String door, Timer.Sample sample) {
        stop(door, "accepted", sample);
    }

    /** Counts a request that was refused. */
    public void refused(String door, Reason reason, Timer.Sample sample) {
        registry.counter(REFUSALS, DOOR, door, REASON, reason.wireName()).increment();
        stop(door, "refused", sample);
    }

    private void stop(String door, String outcome, Timer.Sample sample) {
        sample.stop(Timer.builder(REQUESTS)
                .tags(DOOR, door, OUTCOME, outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry));
    }
}
