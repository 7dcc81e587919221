// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Store;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.parsers.rules.RuleEffect;
import dev.sluice.parsers.rules.RuleSet;
import dev.sluice.parsers.rules.RuleTally;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What rules would do to chunks, each of which is parsed without them, with them, and with them watched; nothing goes anywhere. Does not know which
 * chunks were sent twice, nor what stores accept. Limits begin anew. Not thread-safe.
 */
public final class RulesTrial {

    /** Until so many events the code is still being compiled: their time counts only where there are no more. */
    private static final long WARM_UP = 5_000;

    private final ChunkParser without;
    private final ChunkParser with;
    private final ChunkParser watched;
    private final RuleTally tally;
    private final LongSupplier cpuNanos;

    private final Outcome before = new Outcome();
    private final Outcome after = new Outcome();
    private final Outcome unread = new Outcome();
    private CpuTime cpu = new CpuTime(0, 0, 0);
    private boolean isWarm;

    /**
     * What was found.
     *
     * @param events that the parser makes without the rules
     * @param kept events that are left with them, parts of events by themselves
     * @param dropped events and parts that they leave out
     * @param deadLetters lines that are dead letters without rules, too
     * @param tooLarge further dead letters: what rules make of these lines is larger than an event may be
     * @param parserCpuNanosPerEvent CPU time of the parser for an event without rules; 0 where the machine does not tell
     * @param rulesCpuNanosPerEvent what the rules add to it
     */
    public record TrialOfRules(
            long events,
            long kept,
            long dropped,
            long deadLetters,
            long tooLarge,
            StoreTotals elasticsearch,
            StoreTotals lake,
            double parserCpuNanosPerEvent,
            double rulesCpuNanosPerEvent,
            List<RuleEffect> rules) {

        public TrialOfRules {
            rules = List.copyOf(rules);
        }
    }

    /** What a store gets without the rules and with them; bytes of JSON, before the store compresses them. */
    public record StoreTotals(long eventsBefore, long eventsAfter, long bytesBefore, long bytesAfter) {}

    private record CpuTime(long events, long without, long with) {

        CpuTime plus(long moreEvents, long moreWithout, long moreWith) {
            return new CpuTime(events + moreEvents, without + moreWithout, with + moreWith);
        }

        double perEvent(long nanos) {
            return events == 0 ? 0 : (double) Math.max(0, nanos) / events;
        }
    }

    /**
     * @param settings with the rules
     * @param maxSamples of each rule
     * @param cpuNanos CPU time of this thread so far
     * @throws IllegalArgumentException if the rules name a format that there is none of
     */
    public RulesTrial(ParserSettings settings, int maxSamples, LongSupplier cpuNanos, Ticker ticker) {
        this.cpuNanos = cpuNanos;
        tally = new RuleTally(settings.rules().names(), maxSamples, ticker);
        without = new ChunkParser(withRules(settings, RuleSet.NONE));
        with = new ChunkParser(withRules(settings, settings.rules().forTrial()));
        watched = new ChunkParser(withRules(settings, settings.rules().forTrial()), tally);
    }

    private static ParserSettings withRules(ParserSettings settings, RuleSet rules) {
        return settings.toBuilder().rules(rules).build();
    }

    /** Tries the rules on a chunk. */
    public void take(ChunkHeaders headers, byte[] value) {
        long eventsSoFar = before.events();
        long start = cpuNanos.getAsLong();
        without.parse(headers, value, 0, value.length, before);
        long middle = cpuNanos.getAsLong();
        with.parse(headers, value, 0, value.length, unread);
        long end = cpuNanos.getAsLong();
        watched.parse(headers, value, 0, value.length, after);
        if (!isWarm && eventsSoFar >= WARM_UP) {
            isWarm = true;
            cpu = new CpuTime(0, 0, 0);
        }
        cpu = cpu.plus(before.events() - eventsSoFar, middle - start, end - middle);
    }

    /** Events so far, as they are without the rules. */
    public long events() {
        return before.events();
    }

    public TrialOfRules result() {
        double rulesCpu = cpu.perEvent(cpu.with - cpu.without);
        return new TrialOfRules(
                before.events(),
                after.events(),
                after.dropped - before.dropped,
                before.deadLetters,
                after.deadLetters - before.deadLetters,
                new StoreTotals(
                        before.events(),
                        after.forBoth + after.forElasticsearch,
                        before.bytesForBoth,
                        after.bytesForBoth + after.bytesForElasticsearch),
                new StoreTotals(
                        before.events(),
                        after.forBoth + after.forLake,
                        before.bytesForBoth,
                        after.bytesForBoth + after.bytesForLake),
                cpu.perEvent(cpu.without),
                rulesCpu,
                tally.effects(rulesCpu));
    }

    /** What has become of all lines. */
    private static final class Outcome implements ParseOutput {
        private long forBoth;
        private long forElasticsearch;
        private long forLake;
        private long bytesForBoth;
        private long bytesForElasticsearch;
        private long bytesForLake;
        private long dropped;
        private long deadLetters;

        long events() {
            return forBoth + forElasticsearch + forLake;
        }

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            forBoth++;
            bytesForBoth += to - from;
        }

        @Override
        public void routed(Store store, DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            switch (store) {
                case ELASTICSEARCH -> {
                    forElasticsearch++;
                    bytesForElasticsearch += to - from;
                }
                case S3 -> {
                    forLake++;
                    bytesForLake += to - from;
                }
            }
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            deadLetters++;
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            dropped++;
        }
    }
}
