// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What would become of dead letters if they were replayed to today's parser: tried here, and nothing is sent. Not thread-safe. */
public final class ReplayTrial {

    private final ChunkParser parser;
    private final Verdict verdict = new Verdict();
    private long passed;
    private long filtered;
    private long failed;
    private long untried;
    private final Map<DeadLetterReason, Long> reasons = new TreeMap<>();

    /**
     * What was found.
     *
     * @param pass would become events
     * @param filtered would be left out by a rule
     * @param fail would be letters again
     * @param untried events that a store refused, which only that store can judge, and letters whose headers cannot be read
     * @param reasons why those fail that do
     */
    public record TrialResult(long pass, long filtered, long fail, long untried, Map<DeadLetterReason, Long> reasons) {

        /** Of nothing. */
        public static final TrialResult NONE = new TrialResult(0, 0, 0, 0, Map.of());

        /** Of both together. */
        public TrialResult plus(TrialResult other) {
            Map<DeadLetterReason, Long> all = new TreeMap<>(reasons);
            other.reasons.forEach((reason, count) -> all.merge(reason, count, Long::sum));
            return new TrialResult(
                    pass + other.pass, filtered + other.filtered, fail + other.fail, untried + other.untried, all);
        }
    }

    /** An event that a letter would become: under this id it is in the stores, once the letter is replayed. */
    public record TrialEvent(String id, String dataStream) {}

    /** What the parser has made of one letter. */
    private static final class Verdict implements ParseOutput {
        private final List<TrialEvent> events = new ArrayList<>();
        private DeadLetterReason reason;

        void reset() {
            events.clear();
            reason = null;
        }

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            events.add(new TrialEvent(new String(id, US_ASCII), dataStream.name()));
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason why, String message) {
            reason = why;
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            // What is neither an event nor a letter is counted as left out.
        }
    }

    public ReplayTrial(ParserSettings settings) {
        parser = new ChunkParser(settings);
    }

    /**
     * Tries one letter.
     *
     * @param headers of the line; empty for an event, and where they cannot be read
     * @return the events that it would become
     */
    public List<TrialEvent> take(Optional<ChunkHeaders> headers, byte[] value) {
        if (headers.isEmpty()) {
            untried++;
            return List.of();
        }
        verdict.reset();
        parser.parse(headers.get(), value, 0, value.length, verdict);
        if (verdict.reason != null) {
            failed++;
            reasons.merge(verdict.reason, 1L, Long::sum);
        } else if (!verdict.events.isEmpty()) {
            passed++;
        } else {
            // Of a payload: all its log events, or it holds none.
            filtered++;
        }
        return List.copyOf(verdict.events);
    }

    public TrialResult result() {
        return new TrialResult(passed, filtered, failed, untried, reasons);
    }
}
