// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A file on local disk to which objects of one format are added, one after the other. */
public interface ObjectMerger extends Closeable {

    /**
     * Adds what a file holds.
     *
     * @return false, with nothing added, if it cannot be in one file with what is there: it is of another schema
     */
    boolean add(Path file) throws IOException;
}
