// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.GzipSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * Older files first: they come before the younger ones of the same name. What is being compressed is there twice for a moment: first the file
     * itself, so that the other is seen to be its copy.
     */
    static List<DiscoveredFile> inOrder(List<DiscoveredFile> files) {
        Map<Path, Long> times = new HashMap<>();
        files.forEach(file -> times.put(file.path(), file.modified()));
        List<DiscoveredFile> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparingLong((DiscoveredFile file) -> Math.max(
                        file.modified(), times.getOrDefault(GzipSource.plainPath(file.path()), Long.MIN_VALUE)))
                .thenComparing(file -> GzipSource.isGzip(file.path()))
                .thenComparing(file -> !file.rotated()));
        return sorted;
    }
}
