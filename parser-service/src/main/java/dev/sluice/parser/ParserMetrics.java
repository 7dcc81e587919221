// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parser.enrich.UserAgentEnrichment;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The parser's own metrics: every name and tag is declared here and listed in the module's README. */
final class ParserMetrics {

    private final MeterRegistry registry;
    private final Timer age;
    private final Counter chunks;
    private final Counter bytes;
    private final Counter events;
    private final Counter repeats;
    private final Counter gapBytes;
    private final Counter rollbacks;
    private final Map<DeadLetterReason, Counter> deadLetters = new EnumMap<>(DeadLetterReason.class);

    ParserMetrics(MeterRegistry registry) {
        this.registry = registry;
        age = Timer.builder("sluice.age")
                .tag("stage", "parser")
                .description("Time from the receipt of a chunk to the commit of its events")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
        chunks = registry.counter("sluice.parser.chunks");
        bytes = registry.counter("sluice.parser.bytes");
        events = registry.counter("sluice.parser.events");
        repeats = registry.counter("sluice.parser.repeats");
        gapBytes = registry.counter("sluice.parser.gap.bytes");
        rollbacks = registry.counter("sluice.parser.rollbacks");
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters.put(reason, registry.counter("sluice.parser.dead.letters", "reason", reason.name()));
        }
    }

    /** Counts a transaction that was committed. */
    void committed(Tally tally, long now) {
        chunks.increment(tally.received.size());
        bytes.increment(tally.bytes);
        events.increment(tally.events);
        repeats.increment(tally.repeats);
        gapBytes.increment(tally.gapBytes);
        tally.deadLetters.forEach((reason, count) -> deadLetters.get(reason).increment(count));
        tally.dropped.forEach((rule, count) ->
                registry.counter("sluice.parser.dropped", "rule", rule).increment(count));
        tally.received.forEach(received -> age.record(Duration.ofMillis(Math.max(0, now - received))));
    }

    /** Events whose user agent was not looked at. */
    void watch(UserAgentEnrichment userAgents) {
        FunctionCounter.builder("sluice.parser.user.agents.skipped", userAgents, UserAgentEnrichment::skipped)
                .register(registry);
    }

    void rolledBack() {
        rollbacks.increment();
    }
}
