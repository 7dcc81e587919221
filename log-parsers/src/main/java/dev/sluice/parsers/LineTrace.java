// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.rules.RuleStep;
import dev.sluice.parsers.rules.RuleTrace;
import java.util.ArrayList;
import java.util.List;

/** What the parser makes of single lines, and what each rule does to that; nothing goes anywhere. Limits begin anew. Not thread-safe. */
public final class LineTrace {

    private static final String WHOLE_LINE_HIDDEN = "[hidden: a rule hides a part of this line]";
    private static final String PART_HIDDEN = "[hidden]";

    private final RuleTrace trace;
    private final ChunkParser parser;

    /**
     * A line and what became of it.
     *
     * @param line as it may be shown: what rules hide in its events is hidden in it, too
     * @param events as JSON
     * @param failures why it is a dead letter
     * @param dropped names of the rules that left it or a part of it out
     * @param steps what each rule did, in their order
     */
    public record TracedLine(
            String line, List<String> events, List<Failure> failures, List<String> dropped, List<RuleStep> steps) {}

    /** Why a line is a dead letter. */
    public record Failure(DeadLetterReason reason, String message) {}

    public LineTrace(ParserSettings settings) {
        ParserSettings forTrial =
                settings.toBuilder().rules(settings.rules().forTrial()).build();
        trace = new RuleTrace(forTrial.rules());
        parser = new ChunkParser(forTrial, trace);
    }

    public TracedLine of(ChunkHeaders headers, byte[] line) {
        trace.reset();
        Outcome outcome = new Outcome();
        parser.parse(headers, line, 0, line.length, outcome);
        return new TracedLine(shown(line), outcome.events, outcome.failures, outcome.dropped, trace.steps());
    }

    /** A value that is written otherwise in the line than in the event cannot be found in it; then nothing of the line is shown. */
    private String shown(byte[] line) {
        String text = new String(line, UTF_8).stripTrailing();
        for (String json : trace.hidden()) {
            String value = json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
            if (value.isEmpty()) {
                continue;
            }
            if (!text.contains(value) && !text.contains(PART_HIDDEN)) {
                return WHOLE_LINE_HIDDEN;
            }
            text = text.replace(value, PART_HIDDEN);
        }
        return text;
    }

    private static final class Outcome implements ParseOutput {
        private final List<String> events = new ArrayList<>();
        private final List<Failure> failures = new ArrayList<>();
        private final List<String> dropped = new ArrayList<>();

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            events.add(new String(json, from, to - from, UTF_8));
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            failures.add(new Failure(reason, message));
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            dropped.add(rule);
        }
    }
}
