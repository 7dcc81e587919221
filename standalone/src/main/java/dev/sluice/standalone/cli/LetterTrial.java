// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What would become of dead letters if they were replayed to today's parser: tried here, and nothing is sent. Not thread-safe. */
final class LetterTrial {

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
    record TrialResult(long pass, long filtered, long fail, long untried, Map<DeadLetterReason, Long> reasons) {}

    /** What the parser has made of one letter. */
    private static final class Verdict implements ParseOutput {
        private boolean event;
        private DeadLetterReason reason;

        void reset() {
            event = false;
            reason = null;
        }

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            event = true;
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

    LetterTrial(ParserSettings settings) {
        parser = new ChunkParser(settings);
    }

    void take(DeadLetterRecord letter) {
        Optional<ChunkHeaders> headers = letter.line();
        if (headers.isEmpty()) {
            untried++;
            return;
        }
        byte[] value = letter.value();
        verdict.reset();
        parser.parse(headers.get(), value, 0, value.length, verdict);
        if (verdict.reason != null) {
            failed++;
            reasons.merge(verdict.reason, 1L, Long::sum);
        } else if (verdict.event) {
            passed++;
        } else {
            // Of a payload: all its log events, or it holds none.
            filtered++;
        }
    }

    TrialResult result() {
        return new TrialResult(passed, filtered, failed, untried, reasons);
    }
}
