// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.Mark;
import dev.sluice.tail.follow.Relations.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a stream that is remembered, and of which nobody follows a file. */
class RelationsTest {

    private static final FileId ORIGINAL = new FileId(1, 1);
    private static final FileId COPY = new FileId(1, 2);
    private static final byte[] READ = "one\ntwo\n".getBytes(UTF_8);

    @TempDir
    Path folder;

    private Path name;
    private Path copy;

    @BeforeEach
    void copy() throws IOException {
        name = folder.resolve("app.log");
        copy = Files.writeString(folder.resolve("app.log.1"), "one\ntwo\nthree\n");
        Files.createDirectories(folder.resolve("data"));
    }

    @Test
    void continuesTheStreamOnceItsFileIsGone() throws IOException {
        assertThat(kindOf(copy, ORIGINAL, Set.of(COPY), Set.of())).isEqualTo(Kind.CONTINUES);
        assertThat(kindOf(copy, null, Set.of(COPY), Set.of())).isEqualTo(Kind.CONTINUES);
    }

    @Test
    void holdsNothingNewIfItEndsBeforeWhatWasRead() throws IOException {
        Path shorter = Files.writeString(folder.resolve("app.log.1"), "one\n");

        assertThat(kindOf(shorter, null, Set.of(COPY), Set.of())).isEqualTo(Kind.SHORTER);
    }

    /** Deleted just after its copy was made: whether the stream's own file still holds it could not be asked any more. */
    @Test
    void waitsUntilItIsKnownWhatTheStreamsFileHolds() throws IOException {
        assertThat(kindOf(copy, ORIGINAL, Set.of(ORIGINAL, COPY), Set.of(ORIGINAL)))
                .isEqualTo(Kind.COPY);
    }

    private Kind kindOf(Path file, FileId streamsFile, Set<FileId> found, Set<FileId> unsettled) throws IOException {
        List<Mark> marks = List.of(Mark.of(0, READ, 0, 4), Mark.of(0, READ, 0, READ.length));
        StreamState state = StreamState.starting("s", "app", name, name, streamsFile, 0, 0, 0)
                .at(READ.length, READ.length, READ.length, LinePosition.NOTHING, 0)
                .withMarks(marks);
        try (Checkpoint checkpoint = Checkpoint.open(folder.resolve("data"));
                FileSource source = FileSource.open(file)) {
            checkpoint.save(state);
            DiscoveredFile seen = new DiscoveredFile(COPY, file, name, name, null, Files.size(file), 0, false, true);
            return new Relations(new Streams(checkpoint))
                    .kinOf(seen, source, found, unsettled)
                    .kind();
        }
    }
}
