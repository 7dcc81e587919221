// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamName;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.lines.LineEncoding;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;

/** Where a file that was never seen begins to be read. */
final class StartPosition {

    private final StreamIds ids;
    private final StreamDigest key;
    private final Checkpoint checkpoint;
    private final Clock clock;

    StartPosition(StreamIds ids, StreamDigest key, Checkpoint checkpoint, Clock clock) {
        this.ids = ids;
        this.key = key;
        this.checkpoint = checkpoint;
        this.clock = clock;
    }

    /** A new stream for {@code file}, from its first byte. */
    StreamState atStart(DiscoveredFile file) {
        return starting(file, ReadContent.startingAt(0, key));
    }

    /** A new stream for a file of which everything is known: nothing of it is to be sent. */
    StreamState after(DiscoveredFile file, ReadContent content) {
        StreamState state = starting(file, content);
        checkpoint.save(state);
        return state;
    }

    /** A new stream from the start of the last line, if that has no end yet: what comes of it later is a whole line. */
    StreamState atEnd(DiscoveredFile file, FileSource source) throws IOException {
        if (source.compressed()) {
            StreamState done = atStart(file);
            done = done.with(done.place().asOf(file.modified()).completed(true), clock.millis());
            checkpoint.save(done);
            return done;
        }
        byte[] first = new byte[LineEncoding.FIRST_BYTES];
        int firstLength = source.read(0, first, 0, first.length);
        LineEncoding encoding = file.input().rules().encoding().told(Arrays.copyOf(first, firstLength));
        long size = source.size() - source.size() % encoding.unit();
        int most = file.input().rules().maxLine();
        byte[] tail = new byte[(int) Math.min(size, most - most % encoding.unit())];
        int length = source.read(size - tail.length, tail, 0, tail.length);
        int end = encoding.lastLine(tail, 0, length);
        int known = Math.min(ReadContent.EDGE, end);
        ReadContent content =
                ReadContent.startingAt(size - tail.length + end - known, key).plus(tail, end - known, end);
        return after(file, content);
    }

    private StreamState starting(DiscoveredFile file, ReadContent content) {
        return StreamState.starting(
                new StreamName(ids.next(), file.input().name(), file.name(), file.lineage()),
                FilePlace.in(file.id(), FilePlace.UNKNOWN),
                content,
                key.restart().toString(),
                clock.millis());
    }
}
