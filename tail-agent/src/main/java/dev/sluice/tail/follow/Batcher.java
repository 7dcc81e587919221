// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.BatchPlan;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamPosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.lines.Framed;
import dev.sluice.tail.lines.Framer;
import dev.sluice.tail.lines.LineEncoding;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.send.DeadLetterFile;
import dev.sluice.tail.send.LineBatch;
import dev.sluice.tail.telemetry.Metrics;
import java.io.EOFException;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a file from where its stream has come to and makes the next batch of it. Each read begins a little before that place, and what is
 * there must be what was read before: so a file that was truncated and has grown past the place again is noticed, with one system call.
 *
 * <p>Not thread-safe: each worker has its own, with the buffer that bounds the agent's memory.
 */
final class Batcher {

    /** Up to this length all that was read of a file is compared again before more of it is read; of a longer one the first and last bytes are. */
    private static final long WHOLE = 64 << 10;

    private final int batchBytes;
    private final long rotatedIdle;
    private final FingerprintMatcher matcher;
    private final DeadLetterFile deadLetters;
    private final Metrics metrics;
    private final Clock clock;
    private final Map<LineRules, Framer> framers = new HashMap<>();
    private byte[] buffer = {};

    /** Where the bytes of the current read lie in the buffer: those to frame, the file's own among them, and their end. */
    private int from;

    private int fileFrom;
    private int to;
    private long modified;

    Batcher(
            int batchBytes,
            long rotatedIdle,
            FingerprintMatcher matcher,
            DeadLetterFile deadLetters,
            Metrics metrics,
            Clock clock) {
        this.batchBytes = batchBytes;
        this.rotatedIdle = rotatedIdle;
        this.matcher = matcher;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** @param first whether nobody knows what has become of the file since its last batch */
    Step next(TailedFile.Lease lease, boolean first) throws IOException {
        TailedFile tailed = lease.file();
        StreamState state = lease.state();
        if (!tailed.rulesTold() && !tell(lease)) {
            return new Step.Nothing();
        }
        BatchPlan plan = state.underWay();
        int wanted = plan == null ? batchBytes : (int) (plan.end() - state.source());
        if (first && !holds(state.content(), tailed.source()) || !read(tailed, state, wanted)) {
            return new Step.Replaced();
        }
        if (plan != null) {
            return again(tailed, state, plan, wanted);
        }
        if (to - from < tailed.rules().encoding().unit()) {
            lease.examined(state.source() + to - from, true);
            return tailed.source().compressed() ? new Step.End(modified) : new Step.Nothing();
        }
        Step skip = skip(tailed, state);
        return skip != null ? skip : batch(lease, tailed, state);
    }

    /** Lets the file's first bytes tell its encoding; false if there are too few. */
    private static boolean tell(TailedFile.Lease lease) throws IOException {
        TailedFile tailed = lease.file();
        byte[] bytes = new byte[LineEncoding.FIRST_BYTES];
        int length = tailed.source().read(0, bytes, 0, bytes.length);
        byte[] first = Arrays.copyOf(bytes, length);
        LineRules rules = tailed.input.rules();
        long size = tailed.size();
        try {
            if (!rules.encoding().mayChange(first)) {
                tailed.rules(rules.told(first));
            }
        } finally {
            if (!tailed.rulesTold()) {
                // Younger files do not wait for one of which nothing can be sent now.
                lease.examined(size, true);
            }
        }
        return tailed.rulesTold();
    }

    private boolean holds(ReadContent content, FileSource source) throws IOException {
        if (content.isEmpty() || source.compressed()) {
            return true;
        }
        return content.length() <= WHOLE
                ? matcher.holds(content, source, WHOLE)
                : matcher.matches(content.head(), source);
    }

    /** Fills the buffer; false if what is before the place is not what was there. */
    private boolean read(TailedFile tailed, StreamState state, int wanted) throws IOException {
        FileId.Look before = look(tailed);
        byte[] carry = state.carry().bytes();
        int context = state.content().context();
        if (buffer.length < context + carry.length + wanted) {
            buffer = new byte[ReadContent.EDGE + carry.length + Math.max(wanted, batchBytes)];
        }
        // Only a stream that has not begun carries anything: there is no context then.
        System.arraycopy(carry, 0, buffer, 0, carry.length);
        from = context;
        fileFrom = context + carry.length;
        int read = tailed.source().read(state.source() - context, buffer, carry.length, context + wanted);
        to = carry.length + read;
        if (read < context || context > 0 && !state.content().tail().matches(matcher.key(), buffer, 0)) {
            return false;
        }
        if (state.source() == 0 && read > 0) {
            // It may have been written anew since it was met, and be no shorter: it begins with what is read of it.
            tailed.begins(Arrays.copyOfRange(buffer, fileFrom, fileFrom + Math.min(read, FingerprintMatcher.PREFIX)));
        }
        boolean wholly = read < context + wanted;
        modified = wholly && before != null && before.equals(look(tailed))
                ? Settled.time(before, clock)
                : FilePlace.UNKNOWN;
        metrics.bytesRead.add(read - context);
        return true;
    }

    private static FileId.Look look(TailedFile tailed) {
        try {
            FileId.Look look = FileId.look(tailed.current());
            return look.id().equals(tailed.file()) ? look : null;
        } catch (IOException e) {
            // Renamed or deleted: the time of the open file is known again once a scan has found it.
            return null;
        }
    }

    /** Builds the batch that was planned before a crash, by the rules of that time. */
    private Step again(TailedFile tailed, StreamState state, BatchPlan plan, int wanted) throws IOException {
        boolean there = to - fileFrom >= wanted
                && state.content()
                        .plus(buffer, fileFrom, fileFrom + wanted)
                        .digest()
                        .equals(plan.digest());
        if (!there) {
            return state.content().isEmpty() ? new Step.Replaced() : new Step.Forked();
        }
        Framed framed = framer(plan.rules()).frame(buffer, from, fileFrom + wanted, true);
        return send(tailed, state, framed, plan.rules());
    }

    /** What at this place is not sent, or null. */
    private Step skip(TailedFile tailed, StreamState state) throws IOException {
        int maxLine = tailed.rules().maxLine();
        LineEncoding encoding = tailed.rules().encoding();
        if (state.position().line() != LinePosition.NOTHING) {
            return restOfLine(state, encoding);
        }
        int text = state.source() == 0 && from == fileFrom ? encoding.afterMark(buffer, from, to) : from;
        if (text > from) {
            return skipTo(state, text, LinePosition.NOTHING);
        }
        int nuls = encoding.afterNuls(buffer, from, to);
        if (nuls > from) {
            metrics.nulBytesSkipped.add(nuls - from);
            return skipTo(state, nuls, LinePosition.NOTHING);
        }
        int limit = Math.min(to, from + maxLine + encoding.unit());
        if (to - from <= maxLine || encoding.nextLine(buffer, from, limit) >= 0) {
            return null;
        }
        String message = "longer than max-line " + maxLine + "; here are its first " + maxLine + " bytes";
        setAside("LINE_TOO_LONG", message, state, maxLine);
        return lineEnd(state, LinePosition.LONG_LINE, encoding);
    }

    private Step restOfLine(StreamState state, LineEncoding encoding) throws IOException {
        int next = encoding.nextLine(buffer, from, to);
        int end = next < 0 ? wholeCharacters(to, encoding) : next - encoding.unit();
        boolean blank =
                end == from || end == from + encoding.unit() && (buffer[from] == '\r' || buffer[end - 1] == '\r');
        if (state.position().line() == LinePosition.SENT_LINE && !blank) {
            String message = "came after the start of its line had been sent, since nothing followed for line-idle";
            setAside("LINE_CONTINUED", message, state, end - from);
        }
        return lineEnd(state, state.position().line(), encoding);
    }

    private void setAside(String reason, String message, StreamState state, int length) throws IOException {
        deadLetters.add(reason, message, state.stream(), state.path(), state.offset(), buffer, from, length);
    }

    private Step lineEnd(StreamState state, LinePosition line, LineEncoding encoding) {
        int next = encoding.nextLine(buffer, from, to);
        return next < 0
                ? skipTo(state, wholeCharacters(to, encoding), line)
                : skipTo(state, next, LinePosition.NOTHING);
    }

    private int wholeCharacters(int end, LineEncoding encoding) {
        return end - (end - from) % encoding.unit();
    }

    private Step skipTo(StreamState state, int end, LinePosition line) {
        StreamPosition before = state.position();
        int skipped = end - from;
        return new Step.Skip(state.at(
                new StreamPosition(before.source() + skipped, before.offset() + skipped, before.covered(), line),
                state.content().plus(buffer, from, end),
                state.sent(),
                clock.millis()));
    }

    private Step batch(TailedFile.Lease lease, TailedFile tailed, StreamState state) throws IOException {
        LineRules rules = tailed.rules();
        Framer framer = framer(rules);
        Framed framed = framer.frame(buffer, from, to, false);
        if (framed.consumed() > 0) {
            return send(tailed, state, framed, rules);
        }
        boolean full = to - fileFrom >= batchBytes;
        boolean compressed = tailed.source().compressed();
        // What has come since the last look came just now.
        boolean grows = !compressed && state.source() + to - fileFrom > tailed.size();
        long idle = grows ? 0 : tailed.quiet();
        boolean ended =
                compressed ? !full && tailed.source().size() < Long.MAX_VALUE : tailed.away() && idle >= rotatedIdle;
        if (compressed && !full && !ended) {
            throw new EOFException("it ends within a line");
        }
        boolean linesDue = ended || full || idle >= tailed.input.multilineIdle().toMillis();
        int lastLine = rules.encoding().lastLine(buffer, from, to);
        if (linesDue && lastLine > from) {
            framed = framer.frame(buffer, from, lastLine, true);
        } else if (ended && tailed.source().damaged()) {
            setAside("LINE_CUT", "the compressed file is damaged behind this part of a line", state, to - from);
            return skipTo(state, to, LinePosition.NOTHING);
        } else if (ended) {
            framed = framer.frame(buffer, from, to, true);
        } else if (rules.byLine() && idle >= tailed.input.lineIdle().toMillis()) {
            framed = framer.frame(buffer, from, wholeCharacters(to, rules.encoding()), true);
        }
        if (framed.consumed() > 0) {
            return send(tailed, state, framed, rules);
        }
        lease.examined(state.source() + to - fileFrom, linesDue);
        return new Step.Nothing();
    }

    private Step send(TailedFile tailed, StreamState state, Framed framed, LineRules rules) {
        long now = clock.millis();
        int end = from + framed.consumed();
        long source = state.source() + end - fileFrom;
        long offset = state.offset() + framed.length();
        ReadContent content = state.content().plus(buffer, fileFrom, end);
        StreamDigest before = StreamDigest.parse(state.sent());
        LinePosition line = lineAfter(framed);
        String sent = sent(state, content, framed, rules, before);
        StreamState after = state.at(new StreamPosition(source, offset, offset, line), content, sent, now);
        after = after.with(after.place().asOf(modified), now);
        if (framed.length() == 0) {
            return new Step.Skip(after.covering(state.position().covered()), framed.leftOut());
        }
        LineBatch batch = new LineBatch(
                tailed.input,
                state.stream(),
                state.path(),
                framed.body(),
                framed.from(),
                framed.length(),
                state.offset(),
                state.position().covered(),
                framed.lines(),
                before);
        return new Step.Send(
                batch, state.sending(new BatchPlan(source, content.digest(), rules), now), after, framed.leftOut());
    }

    private static LinePosition lineAfter(Framed framed) {
        if (!framed.openEnded()) {
            return LinePosition.NOTHING;
        }
        // Its rest, should it come, shares the fate of its start.
        return framed.leftOut().last() ? LinePosition.LONG_LINE : LinePosition.SENT_LINE;
    }

    private static String sent(
            StreamState state, ReadContent content, Framed framed, LineRules rules, StreamDigest before) {
        if (rules.plain() && state.sent().equals(state.content().digest())) {
            // All that was read was sent, byte for byte: one digest is both.
            return content.digest();
        }
        StreamDigest after = before.copy();
        after.update(framed.body(), framed.from(), framed.from() + framed.length());
        return after.toString();
    }

    private Framer framer(LineRules rules) {
        return framers.computeIfAbsent(rules, LineRules::framer);
    }
}
