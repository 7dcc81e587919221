// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.Mark;
import dev.sluice.tail.lines.ByteScan;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Where a file that was never seen begins to be read. */
final class StartPosition {

    private final StreamIds ids;
    private final Checkpoint checkpoint;
    private final Clock clock;

    StartPosition(StreamIds ids, Checkpoint checkpoint, Clock clock) {
        this.ids = ids;
        this.checkpoint = checkpoint;
        this.clock = clock;
    }

    /**
     * A new stream for {@code file}; empty if the file is, since it was truncated after it had been looked at.
     *
     * @param first whether its input is met for the first time: only then {@code start: end} means anything
     */
    Optional<StreamState> of(DiscoveredFile file, FileSource source, boolean first) throws IOException {
        boolean fromEnd = first && file.input().fromEnd();
        StreamState state = StreamState.starting(
                ids.next(),
                file.input().name(),
                file.name(),
                file.lineage(),
                file.id(),
                0,
                file.modified(),
                clock.millis());
        if (fromEnd) {
            return Optional.of(atEnd(state, source, file));
        }
        List<Mark> heads = Heads.read(source, 0);
        return heads.isEmpty() ? Optional.empty() : Optional.of(state.withMarks(heads));
    }

    /** At the start of the last line, if that has no end yet: what comes of it later is a whole line. */
    private StreamState atEnd(StreamState state, FileSource source, DiscoveredFile file) throws IOException {
        if (source.complete()) {
            StreamState done = state.completed(file.modified(), clock.millis());
            checkpoint.save(done);
            return done;
        }
        long size = source.size();
        byte[] tail = new byte[(int) Math.min(size, file.input().rules().maxLine())];
        int length = source.read(size - tail.length, tail, 0, tail.length);
        int end = ByteScan.afterLast(tail, (byte) '\n', 0, length);
        long start = size - tail.length + end;
        int marked = Math.min(Mark.LENGTH, end);
        List<Mark> marks = end == 0 ? List.of() : List.of(Mark.of(start - marked, tail, end - marked, marked));
        long now = clock.millis();
        StreamState begun =
                state.at(start, start, start, LinePosition.NOTHING, now).withMarks(marks);
        checkpoint.save(begun);
        return begun;
    }
}
