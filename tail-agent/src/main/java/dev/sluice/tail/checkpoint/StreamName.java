// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a stream is called.
 *
 * @param stream its id, never used again
 * @param input name of the input that it belongs to
 * @param path name that the server is told: the one under which lines were written
 * @param lineage path of the file that the rotated ones come from, links resolved
 */
public record StreamName(String stream, String input, Path path, Path lineage) {

    public StreamName {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(lineage, "lineage");
    }
}
