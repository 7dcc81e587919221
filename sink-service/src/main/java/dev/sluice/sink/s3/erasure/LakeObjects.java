// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.erasure;

import dev.sluice.model.DataStream;
import dev.sluice.sink.erasure.ErasureRequest;
import dev.sluice.sink.s3.ObjectCoverage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The lake, as far as it is needed to rewrite objects. */
interface LakeObjects {

    /**
     * One hour of a data stream.
     *
     * @param name of the folder, up to the last slash, included
     */
    record Folder(String name, DataStream dataStream, List<Stored> objects) {}

    /**
     * An object as it was listed.
     *
     * @param version changes with its content
     */
    record Stored(ObjectCoverage name, String version) {}

    /**
     * What was read.
     *
     * @param written when it was written first, epoch milliseconds
     */
    record Content(String version, long written) {}

    /** Deletes what an interrupted compaction has merged, and late uploads of what was merged. */
    void finishMerges(ErasureRequest request) throws IOException;

    /** The folders that may hold what is asked for, by name. */
    List<Folder> list(ErasureRequest request);

    /** Reads an object to a file that is not there; empty if it is there no more. */
    Optional<Content> read(String key, Path file);

    /**
     * Puts a file in the place of an object, if that is still the one that was read.
     *
     * @return its version; empty if it is another by now, or gone, and nothing was written
     */
    Optional<String> replace(String key, Content read, Path file);
}
