// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the files that globs name. {@code *}, {@code ?}, {@code [a-z]} and <code>{a,b}</code> stay within a folder's name, a backslash makes
 * the next character an ordinary one, {@code **} as a name of its own stands for any number of folders. Folders that are symbolic links are
 * entered, except below {@code **}.
 */
public final class Globs {

    private static final String ANY_DEPTH = "**";
    private static final int DEEPEST = 32;

    private final List<String> paths;
    private final List<PathMatcher> excluded;
    private final Set<String> empty = new TreeSet<>();
    private final Set<Path> listed = new TreeSet<>();
    private final Map<Path, IOException> unreadable = new TreeMap<>();

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
        empty.clear();
        listed.clear();
        unreadable.clear();
        for (String glob : paths) {
            TreeSet<Path> ofGlob = new TreeSet<>();
            expand(Path.of("/"), glob.substring(1).split("/+"), 0, ofGlob);
            if (ofGlob.isEmpty()) {
                empty.add(glob);
            }
            found.addAll(ofGlob);
        }
        return new ArrayList<>(found);
    }

    /** Globs that named nothing at the last look. */
    public Set<String> empty() {
        return empty;
    }

    /** Folders that were looked into: where files of the globs may appear. */
    public Set<Path> listed() {
        return listed;
    }

    /** Folders that could not be listed at the last look. */
    public Map<Path, IOException> unreadable() {
        return unreadable;
    }

    /** A glob that names just {@code path}, whatever characters it has. */
    public static String literal(String path) {
        return path.replaceAll("([\\\\*?\\[\\]{}])", "\\\\$1");
    }

    /** The folder that all files of {@code glob} are in or below. */
    public static Path fixedFolder(String glob) {
        Path folder = Path.of("/");
        String[] parts = glob.substring(1).split("/+");
        for (int i = 0; i < parts.length - 1 && isLiteral(parts[i]); i++) {
            folder = folder.resolve(parts[i]);
        }
        return folder;
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
        try {
            return entries(folder);
        } catch (IOException e) {
            // Folders come and go.
            return List.of();
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
            return entries;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<Path> told(Path folder) {
        try {
            List<Path> entries = entries(folder);
            listed.add(folder);
            return entries;
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Gone since it was seen.
            return List.of();
        } catch (IOException e) {
            unreadable.put(folder, e);
            return List.of();
        }
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
            for (Path entry : told(folder)) {
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
        for (Path entry : told(folder)) {
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
