// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.BatchPlan;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.Mark;
import dev.sluice.tail.lines.ByteScan;
import dev.sluice.tail.lines.Framed;
import dev.sluice.tail.lines.Framer;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.send.DeadLetterFile;
import dev.sluice.tail.send.LineBatch;
import dev.sluice.tail.telemetry.Metrics;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a file from where its stream has come to and makes the next batch of it. Each read begins a little before that place, and what is
 * there must be what was read before: so a file that was truncated and has grown past the place again is noticed, with one system call.
 *
 * <p>Not thread-safe: each worker has its own, with the buffer that bounds the agent's memory.
 */
final class Batcher {

    private static final byte NEWLINE = '\n';

    private final int batchBytes;
    private final long rotatedIdle;
    private final DeadLetterFile deadLetters;
    private final Metrics metrics;
    private final Clock clock;
    private final Map<LineRules, Framer> framers = new HashMap<>();
    private byte[] buffer;

    /** Where the bytes of the current read lie in the buffer: the place of {@code state.source()}, and their end. */
    private int from;

    private int to;

    Batcher(int batchBytes, long rotatedIdle, DeadLetterFile deadLetters, Metrics metrics, Clock clock) {
        this.batchBytes = batchBytes;
        this.rotatedIdle = rotatedIdle;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.clock = clock;
    }

    Step next(TailedFile tailed) throws IOException {
        StreamState state = tailed.state();
        BatchPlan plan = state.plan();
        long wanted = plan == null ? batchBytes : plan.end() - state.source();
        if (!read(tailed.source(), state, (int) wanted)) {
            return new Step.Replaced();
        }
        if (plan != null) {
            return again(tailed, state, plan, (int) wanted);
        }
        if (from == to) {
            tailed.examined(state.source(), true);
            return tailed.source().complete() ? new Step.End() : new Step.Nothing();
        }
        Step skip = skip(tailed, state);
        return skip != null ? skip : batch(tailed, state);
    }

    /** Fills the buffer; false if what is before the place is not what was there. */
    private boolean read(FileSource source, StreamState state, int wanted) throws IOException {
        Mark before = null;
        for (Mark mark : state.marks()) {
            if (mark.end() == state.source() && mark.length() <= Mark.LENGTH) {
                before = mark;
            }
        }
        from = before == null ? 0 : before.length();
        if (buffer == null || buffer.length < from + wanted) {
            buffer = new byte[Mark.LENGTH + Math.max(wanted, batchBytes)];
        }
        to = source.read(state.source() - from, buffer, 0, from + wanted);
        if (to < from || before != null && !before.matches(buffer, 0) || !headHolds(state, wanted)) {
            return false;
        }
        metrics.bytesRead.add(to - from);
        return true;
    }

    /** Nothing lies before a stream's first read: there its head tells whether the file still is the one that was found. */
    private boolean headHolds(StreamState state, int wanted) {
        for (Mark mark : state.marks()) {
            boolean head = mark.at() == state.source();
            boolean read = mark.length() <= to - from;
            boolean cutShort = !read && to - from < wanted;
            if (head && (cutShort || read && !mark.matches(buffer, from))) {
                return false;
            }
        }
        return true;
    }

    /** Builds the batch that was planned before a crash, by the rules of that time. */
    private Step again(TailedFile tailed, StreamState state, BatchPlan plan, int wanted) throws IOException {
        int markFrom = (int) (plan.mark().at() - state.source()) + from;
        if (to - from < wanted || markFrom < 0 || !plan.mark().matches(buffer, markFrom)) {
            return new Step.Replaced();
        }
        Framed framed = framer(plan.rules()).frame(buffer, from, to, true);
        return send(tailed, state, framed, plan.rules());
    }

    /** What at this place is not sent, or null. */
    private Step skip(TailedFile tailed, StreamState state) throws IOException {
        int maxLine = tailed.input.rules().maxLine();
        if (state.inside() != LinePosition.NOTHING) {
            return restOfLine(state);
        }
        if (buffer[from] == 0) {
            int end = ByteScan.skip(buffer, (byte) 0, from, to);
            metrics.nulBytesSkipped.add(end - from);
            return skipTo(state, end, LinePosition.NOTHING);
        }
        int limit = Math.min(to, from + maxLine + 1);
        if (to - from <= maxLine || ByteScan.indexOf(buffer, NEWLINE, from, limit) >= 0) {
            return null;
        }
        String message = "longer than max-line " + maxLine + "; here are its first " + maxLine + " bytes";
        deadLetters.add("LINE_TOO_LONG", message, state.stream(), state.path(), state.offset(), buffer, from, maxLine);
        return lineEnd(state, LinePosition.LONG_LINE);
    }

    private Step restOfLine(StreamState state) throws IOException {
        int newline = ByteScan.indexOf(buffer, NEWLINE, from, to);
        int end = newline < 0 ? to : newline;
        boolean blank = end == from || end == from + 1 && buffer[from] == '\r';
        if (state.inside() == LinePosition.SENT_LINE && !blank) {
            String message = "came after the start of its line had been sent, since nothing followed for line-idle";
            deadLetters.add(
                    "LINE_CONTINUED", message, state.stream(), state.path(), state.offset(), buffer, from, end - from);
        }
        return lineEnd(state, state.inside());
    }

    private Step lineEnd(StreamState state, LinePosition inside) {
        int newline = ByteScan.indexOf(buffer, NEWLINE, from, to);
        return newline < 0 ? skipTo(state, to, inside) : skipTo(state, newline + 1, LinePosition.NOTHING);
    }

    private Step skipTo(StreamState state, int end, LinePosition inside) {
        int skipped = end - from;
        long source = state.source() + skipped;
        return new Step.Skip(state.at(source, state.offset() + skipped, state.covered(), inside, clock.millis())
                .withMarks(StreamState.adding(state.marks(), Heads.among(state.marks()), mark(end, state))));
    }

    private Step batch(TailedFile tailed, StreamState state) throws IOException {
        LineRules rules = tailed.input.rules();
        Framer framer = framer(rules);
        Framed framed = framer.frame(buffer, from, to, false);
        if (framed.consumed() > 0) {
            return send(tailed, state, framed, rules);
        }
        long idle = clock.millis() - tailed.grownAt();
        boolean ended = tailed.source().complete() && to - from < batchBytes || tailed.away() && idle >= rotatedIdle;
        boolean full = to - from >= batchBytes;
        boolean linesDue = ended || full || idle >= tailed.input.multilineIdle().toMillis();
        int lastLine = ByteScan.afterLast(buffer, NEWLINE, from, to);
        if (linesDue && lastLine > from) {
            framed = framer.frame(buffer, from, lastLine, true);
        } else if (ended || rules.plain() && idle >= tailed.input.lineIdle().toMillis()) {
            framed = framer.frame(buffer, from, to, true);
        }
        if (framed.consumed() > 0) {
            return send(tailed, state, framed, rules);
        }
        tailed.examined(state.source() + to - from, linesDue);
        return new Step.Nothing();
    }

    private Step send(TailedFile tailed, StreamState state, Framed framed, LineRules rules) throws IOException {
        long now = clock.millis();
        int end = from + framed.consumed();
        long source = state.source() + framed.consumed();
        long offset = state.offset() + framed.length();
        LinePosition inside = framed.openEnded() ? LinePosition.SENT_LINE : LinePosition.NOTHING;
        Mark tail = mark(end, state);
        List<Mark> heads = Heads.grown(state.marks(), source, tailed.source(), buffer, state.source() - from);
        List<Mark> marks = StreamState.adding(state.marks(), heads, tail);
        StreamState after = state.at(source, offset, offset, inside, now).withMarks(marks);
        if (framed.length() == 0) {
            return new Step.Skip(after);
        }
        LineBatch batch = new LineBatch(
                tailed.input,
                state.stream(),
                state.path(),
                framed.body(),
                framed.from(),
                framed.length(),
                state.offset(),
                state.covered(),
                framed.lines());
        // With its heads, which a copy that is still being written has before it has the plan's own mark.
        List<Mark> known = state.marks().isEmpty() ? heads : state.marks();
        StreamState planned = state.withPlan(new BatchPlan(source, tail, rules), known, tailed.modified(), now);
        return new Step.Send(batch, planned, after.withModified(tailed.modified()));
    }

    /** The bytes before {@code end}, as a mark. */
    private Mark mark(int end, StreamState state) {
        int length = Math.min(Mark.LENGTH, end);
        return Mark.of(state.source() + end - from - length, buffer, end - length, length);
    }

    private Framer framer(LineRules rules) {
        return framers.computeIfAbsent(rules, LineRules::framer);
    }
}
