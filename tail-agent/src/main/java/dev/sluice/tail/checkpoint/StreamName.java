// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import dev.sluice.tail.files.RotatedName;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a stream is called.
 *
 * @param stream its id, never used again
 * @param input name of the input that it belongs to
 * @param path name that the server is told: the one under which lines were written
 * @param lineage path of the file that the rotated ones come from, links resolved
 * @param family that path before rotation, since a stream may have begun in a rotated file, before there was one of the name that it was rotated
 *     from; worked out once, since it is asked for each stream whenever a file is met
 */
public record StreamName(String stream, String input, Path path, Path lineage, Path family) {

    public StreamName {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(family, "family");
    }

    public StreamName(String stream, String input, Path path, Path lineage) {
        this(stream, input, path, lineage, RotatedName.unrotated(lineage));
    }
}
