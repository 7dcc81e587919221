// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import java.nio.file.Path;

/**
 * A file that is there now.
 *
 * @param path leads to it
 * @param name what the server is told: the name under which lines are written
 * @param lineage the same with links resolved: files that come from one by rotation share it
 * @param matched whether a glob names it; else it is only there because its name is a rotated one of such a file
 * @param rotated whether {@code path} is a name that rotation gave
 */
record DiscoveredFile(
        FileId id,
        Path path,
        Path name,
        Path lineage,
        InputSettings input,
        long size,
        long modified,
        boolean matched,
        boolean rotated) {}
