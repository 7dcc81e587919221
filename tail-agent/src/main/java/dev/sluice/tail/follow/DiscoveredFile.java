// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import java.nio.file.Path;

/**
 * A file that is there now.
 *
 * @param look what is known of it without opening it
 * @param path leads to it
 * @param name what the server is told: the name under which lines are written
 * @param lineage the same with links resolved: files that come from one by rotation share it
 * @param matched whether a glob names it; else it is only there because a stream was or may be in it
 * @param rotated whether {@code path} is a name that rotation gave
 */
record DiscoveredFile(
        FileId.Look look, Path path, Path name, Path lineage, InputSettings input, boolean matched, boolean rotated) {

    FileId id() {
        return look.id();
    }

    long size() {
        return look.size();
    }

    long modified() {
        return look.modified();
    }

    /** As epoch milliseconds, to compare with clocks. */
    long modifiedMillis() {
        return look.modified() / 1_000_000;
    }
}
