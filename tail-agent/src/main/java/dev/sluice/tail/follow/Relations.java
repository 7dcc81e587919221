// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import java.io.IOException;
import java.util.Set;

/** How a file that nobody follows is related to the streams that are known. Not thread-safe: the scanner asks. */
final class Relations {

    private final Streams streams;

    Relations(Streams streams) {
        this.streams = streams;
    }

    /** What a file is to a stream. */
    enum Kind {
        /** Another file, which begins alike at most. */
        OTHER,
        /** A copy of a stream that is still read from its own file: wait. */
        COPY,
        /** A copy of a stream that has no file of its own any more, and ends before what was read. */
        SHORTER,
        /** The same, and it holds all that was read. */
        CONTINUES
    }

    /** @param state the stream that is meant; null where the file is related to none */
    record Kin(Kind kind, StreamState state) {}

    /**
     * The stream of which {@code file} is a copy; of several that agree with it the one of which it holds most.
     *
     * @param found the files that are there
     * @param unsettled those of them of which it is not yet known whether they hold the stream that was read from them: renamed or deleted just
     *     now, perhaps after {@code file} was made of them
     */
    Kin kinOf(DiscoveredFile file, FileSource source, Set<FileId> found, Set<FileId> unsettled) throws IOException {
        Kin nearest = new Kin(Kind.OTHER, null);
        long most = 0;
        for (StreamState state : streams.all()) {
            long agreeing = state.lineage().equals(file.lineage()) ? Kinship.agreeing(state, source) : 0;
            if (agreeing > most) {
                Kind kind = kindOf(state, file, source, found, unsettled);
                if (kind != Kind.OTHER) {
                    most = agreeing;
                    nearest = new Kin(kind, state);
                }
            }
        }
        return nearest;
    }

    private Kind kindOf(
            StreamState state, DiscoveredFile file, FileSource source, Set<FileId> found, Set<FileId> unsettled)
            throws IOException {
        FileId own = state.file();
        TailedFile owner = own == null ? null : streams.followed(own);
        if (owner == null && own != null && unsettled.contains(own)) {
            return Kind.COPY;
        }
        if (owner == null && own != null && (file.id().equals(own) || found.contains(own))) {
            return Kind.OTHER;
        }
        if (owner == null) {
            return Kinship.reaches(state, source) ? Kind.CONTINUES : Kind.SHORTER;
        }
        if (owner.replaced() || owner.taken() || source.complete() || owner.compressed() || !owner.open()) {
            // Taken: what a worker has read by now may be what this file holds, whatever the original holds by now.
            return Kind.COPY;
        }
        if (Kinship.sameAtEnd(owner.source(), source, file.size())) {
            return Kind.COPY;
        }
        // They differ: either this is another file, or the original was truncated a moment ago.
        return Kinship.holds(owner.state(), owner.source()) ? Kind.OTHER : Kind.COPY;
    }
}
