// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.Globs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where links may lead. An agent that is root reads what its users may not: whoever may write in a followed folder could lead it to any file. So for
 * root links are followed only inside of folders where logs are; others follow all links, since what they may read they may read.
 */
final class LinkPolicy {

    private static final Path ALL = Path.of("/");
    private static final List<Path> USUAL =
            List.of(Path.of("/var/log"), Path.of("/var/lib/docker/containers"), Path.of("/var/lib/containers"));
    /** From this depth on the folder above that of the logs is theirs, too: {@code /var/log/containers} has links to {@code /var/log/pods}. */
    private static final int OWN_FOLDER = 3;

    private final List<Path> roots;

    private LinkPolicy(List<Path> roots) {
        this.roots = roots;
    }

    /** @param inside folders, or none for the usual ones if the agent is root, and for all folders if it is not */
    static LinkPolicy of(List<String> inside, List<InputSettings> inputs) {
        return of(inside, inputs, isRoot());
    }

    static LinkPolicy of(List<String> inside, List<InputSettings> inputs, boolean root) {
        if (inside.isEmpty() && !root) {
            return new LinkPolicy(List.of(ALL));
        }
        List<Path> roots = new ArrayList<>();
        inside.forEach(folder -> roots.add(real(Path.of(folder))));
        if (inside.isEmpty()) {
            roots.addAll(USUAL);
            for (InputSettings input : inputs) {
                input.paths().forEach(glob -> addFolder(roots, real(Globs.fixedFolder(glob))));
            }
        }
        return new LinkPolicy(roots);
    }

    private static void addFolder(List<Path> roots, Path folder) {
        if (folder.getNameCount() > 0) {
            roots.add(folder.getNameCount() >= OWN_FOLDER ? folder.getParent() : folder);
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            // Not Linux: as if it were root.
            return true;
        }
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            // Not there yet.
            return folder;
        }
    }

    /** Whether links may lead anywhere, so that there is nothing to look at. */
    boolean allowsAll() {
        return roots.contains(ALL);
    }

    /** @param real where {@code path} leads */
    boolean allows(Path path, Path real) {
        return real.equals(path) || roots.stream().anyMatch(real::startsWith);
    }

    String message(Path path, Path real) {
        return path + " is left out, since it leads to " + real
                + ", outside of the folders that links may lead to; add its"
                + " folder to follow.links-inside if that is meant";
    }
}
