// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.rules;

import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.replay.RawSpan.ChunkVisitor;
import dev.sluice.operations.replay.RawSpan.SpanProgress;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.RulesTrial;
import dev.sluice.parsers.RulesTrial.TrialOfRules;
import dev.sluice.parsers.rules.HashKey;
import dev.sluice.parsers.rules.RuleSet;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Runs rules over the lines of {@code logs.raw} and says by rule what they would have done; writes nothing. The console knows no formats of people's
 * own: lines in such are dead letters here. Hashes are made under a public key. Ends with the chunk in which the events that were asked for are
 * reached, or half a minute is over.
 */
final class RulesTrialRun {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final HashKey PUBLIC_KEY = HashKey.parse("test:AAAAAAAAAAAAAAAAAAAAAA");

    private final Spans spans;
    private final Ticker ticker;

    /** Reads what was received. */
    interface Spans {
        SpanProgress read(Instant from, Instant to, ChunkVisitor visitor);
    }

    /**
     * What was found.
     *
     * @param complete whether all of the span was tried
     * @param warnings what the rules allow and hardly mean
     */
    record RulesTried(boolean complete, SpanProgress span, List<String> warnings, TrialOfRules trial) {}

    RulesTrialRun(Spans spans, Ticker ticker) {
        this.spans = spans;
        this.ticker = ticker;
    }

    /** @throws IllegalArgumentException if the rules cannot be understood; the message says where */
    RulesTried run(RulesTrialRequest request) {
        RuleSet rules = RuleSet.of(Map.of("rules", request.rules()), PUBLIC_KEY, ParseOutput.OTHER_RULES);
        RulesTrial trial =
                new RulesTrial(ParserSettings.builder().rules(rules).build(), request.maxSamples(), cpuNanos(), ticker);
        long deadline = ticker.nanos() + LONGEST.toNanos();
        SpanProgress end = spans.read(request.from(), request.to(), (headers, lines, progress) -> {
            trial.take(headers, lines);
            return trial.events() < request.maxEvents() && ticker.nanos() < deadline;
        });
        return new RulesTried(end.left() == 0, end, rules.warnings(), trial.result());
    }

    /** CPU time of this thread; stands still where the machine does not tell, as of a virtual thread. */
    private static LongSupplier cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported()
                        && !Thread.currentThread().isVirtual()
                ? threads::getCurrentThreadCpuTime
                : () -> 0;
    }
}
