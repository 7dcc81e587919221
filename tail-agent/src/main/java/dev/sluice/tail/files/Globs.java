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
import java.util.Arrays;
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
    private static final Path ROOT = Path.of("/");

    /** One name of a glob: a name, a pattern of names, or any number of folders. */
    private record Part(String text, PathMatcher matcher) {

        static Part of(String text) {
            boolean literal = text.chars().noneMatch(c -> "*?[{\\".indexOf(c) >= 0);
            return new Part(text, literal || text.equals(ANY_DEPTH) ? null : Globs.matcher(text));
        }

        boolean anyDepth() {
            return text.equals(ANY_DEPTH);
        }

        boolean literal() {
            return matcher == null && !anyDepth();
        }

        boolean matches(Path name) {
            return matcher == null ? name.toString().equals(text) : matcher.matches(name);
        }
    }

    private final List<String> paths;
    private final List<List<Part>> parsed;
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
        this.parsed = paths.stream().map(Globs::parts).toList();
        this.excluded = exclude.stream().map(Globs::excluding).toList();
    }

    private static List<Part> parts(String glob) {
        return Arrays.stream(glob.substring(1).split("/+")).map(Part::of).toList();
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
        for (int i = 0; i < paths.size(); i++) {
            TreeSet<Path> ofGlob = new TreeSet<>();
            expand(ROOT, parsed.get(i), 0, ofGlob);
            if (ofGlob.isEmpty()) {
                empty.add(paths.get(i));
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
        Path folder = ROOT;
        List<Part> parts = parts(glob);
        for (int i = 0; i < parts.size() - 1 && parts.get(i).literal(); i++) {
            folder = folder.resolve(parts.get(i).text());
        }
        return folder;
    }

    /** Whether one of the globs names {@code path}, whether or not the last look has found it: {@link #files} would, if it is a file. */
    public boolean names(Path path) {
        return parsed.stream().anyMatch(glob -> names(glob, 0, path, 0)) && !excludes(path);
    }

    private static boolean names(List<Part> glob, int at, Path path, int depth) {
        Part part = glob.get(at);
        boolean lastName = depth == path.getNameCount() - 1;
        if (part.anyDepth()) {
            boolean none = at == glob.size() - 1 ? lastName : names(glob, at + 1, path, depth);
            return none || !lastName && isFolder(path, depth) && names(glob, at, path, depth + 1);
        }
        if (!part.matches(path.getName(depth))) {
            return false;
        }
        return at == glob.size() - 1 ? lastName : !lastName && names(glob, at + 1, path, depth + 1);
    }

    /** Links are not entered below {@code **}. */
    private static boolean isFolder(Path path, int depth) {
        return Files.isDirectory(ROOT.resolve(path.subpath(0, depth + 1)), LinkOption.NOFOLLOW_LINKS);
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

    private void expand(Path folder, List<Part> parts, int at, TreeSet<Path> found) {
        Part part = parts.get(at);
        boolean last = at == parts.size() - 1;
        if (part.anyDepth()) {
            anyDepth(folder, parts, at, found, 0);
        } else if (part.literal()) {
            step(folder.resolve(part.text()), parts, at, last, found);
        } else {
            for (Path entry : told(folder)) {
                if (part.matches(entry.getFileName())) {
                    step(entry, parts, at, last, found);
                }
            }
        }
    }

    private void step(Path entry, List<Part> parts, int at, boolean last, TreeSet<Path> found) {
        if (last) {
            if (Files.isRegularFile(entry) && !excludes(entry)) {
                found.add(entry);
            }
        } else if (Files.isDirectory(entry)) {
            expand(entry, parts, at + 1, found);
        }
    }

    private void anyDepth(Path folder, List<Part> parts, int at, TreeSet<Path> found, int depth) {
        if (at < parts.size() - 1) {
            expand(folder, parts, at + 1, found);
        }
        for (Path entry : told(folder)) {
            if (depth < DEEPEST && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                anyDepth(entry, parts, at, found, depth + 1);
            } else if (at == parts.size() - 1) {
                step(entry, parts, at, true, found);
            }
        }
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }
}
