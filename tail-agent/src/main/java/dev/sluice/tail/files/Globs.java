// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds the files that globs name. {@code *}, {@code ?}, {@code [a-z]} and <code>{a,b}</code> stay within a folder's name, {@code **} as a
 * name of its own stands for any number of folders. Folders that are symbolic links are entered, except below {@code **}.
 */
public final class Globs {

    private static final String ANY_DEPTH = "**";
    private static final int DEEPEST = 32;

    private final List<String> paths;
    private final List<PathMatcher> excluded;

    /**
     * @param paths absolute globs
     * @param exclude globs of whole paths, or of file names where they hold no {@code /}
     */
    public Globs(List<String> paths, List<String> exclude) {
        this.paths = List.copyOf(paths);
        this.excluded = exclude.stream().map(Globs::excluding).toList();
    }

    private static PathMatcher excluding(String glob) {
        PathMatcher matcher = matcher(glob);
        return glob.contains("/") ? matcher : path -> matcher.matches(path.getFileName());
    }

    /** The files there are now, each once, sorted. Folders that cannot be read are as if empty. */
    public List<Path> files() {
        TreeSet<Path> found = new TreeSet<>();
        for (String glob : paths) {
            expand(Path.of("/"), glob.substring(1).split("/+"), 0, found);
        }
        return new ArrayList<>(found);
    }

    /** Whether {@code path} is left out. */
    public boolean excludes(Path path) {
        for (PathMatcher matcher : excluded) {
            if (matcher.matches(path)) {
                return true;
            }
        }
        return false;
    }

    /** The names in {@code folder}; none if it cannot be read. */
    public static List<Path> list(Path folder) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
            // Folders come and go, and what is not readable is reported where a file cannot be opened.
            return entries;
        }
        return entries;
    }

    private void expand(Path folder, String[] parts, int at, TreeSet<Path> found) {
        String part = parts[at];
        boolean last = at == parts.length - 1;
        if (part.equals(ANY_DEPTH)) {
            anyDepth(folder, parts, at, found, 0);
        } else if (isLiteral(part)) {
            step(folder.resolve(part), parts, at, last, found);
        } else {
            PathMatcher matcher = matcher(part);
            for (Path entry : list(folder)) {
                if (matcher.matches(entry.getFileName())) {
                    step(entry, parts, at, last, found);
                }
            }
        }
    }

    private void step(Path entry, String[] parts, int at, boolean last, TreeSet<Path> found) {
        if (last) {
            if (Files.isRegularFile(entry) && !excludes(entry)) {
                found.add(entry);
            }
        } else if (Files.isDirectory(entry)) {
            expand(entry, parts, at + 1, found);
        }
    }

    private void anyDepth(Path folder, String[] parts, int at, TreeSet<Path> found, int depth) {
        if (at < parts.length - 1) {
            expand(folder, parts, at + 1, found);
        }
        for (Path entry : list(folder)) {
            if (depth < DEEPEST && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                anyDepth(entry, parts, at, found, depth + 1);
            } else if (at == parts.length - 1) {
                step(entry, parts, at, true, found);
            }
        }
    }

    private static boolean isLiteral(String part) {
        return part.chars().noneMatch(c -> "*?[{\\".indexOf(c) >= 0);
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }
}
