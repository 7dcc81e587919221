// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.Globs;
import dev.sluice.tail.files.RotatedName;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the files of all inputs, and beside each of them those that rotation made of it, whether or not a glob names them: by their names, and by
 * their inodes under whatever name.
 */
final class Discovery {

    private static final Set<String> UNREAD = Set.of(".xz", ".zst", ".bz2", ".lz4", ".lzma", ".zip", ".7z", ".Z");

    /** @param names under which lines are written, by lineage, as of the last look */
    private record Input(InputSettings settings, Globs globs, Map<Path, Path> names) {}

    private final List<Input> inputs;
    private final OwnFiles ownFiles;
    private final LinkPolicy links;
    private final Problems problems;
    /** Files that are left out, as the last look found them: for their kind, and since links lead to them. */
    private final Set<String> unread = new HashSet<>();

    private final Set<String> outside = new HashSet<>();

    Discovery(List<InputSettings> inputs, OwnFiles ownFiles, LinkPolicy links, Problems problems) {
        this.inputs = inputs.stream()
                .map(input -> new Input(input, new Globs(input.paths(), input.exclude()), new HashMap<>()))
                .toList();
        this.ownFiles = ownFiles;
        this.links = links;
        this.problems = problems;
    }

    /**
     * What is there now, each file once: the first input that names it has it, also if it was made after that input's folders were listed.
     *
     * @param known streams, whose files may be there under other names only
     */
    Map<FileId, DiscoveredFile> find(Collection<StreamState> known) {
        Map<FileId, DiscoveredFile> found = new LinkedHashMap<>();
        Set<Path> lineages = new HashSet<>();
        known.forEach(state -> lineages.add(state.lineage()));
        Set<String> empty = new HashSet<>();
        Set<String> unreadable = new HashSet<>();
        unread.clear();
        outside.clear();
        for (Input input : inputs) {
            input.names.clear();
            for (StreamState state : known) {
                if (state.input().equals(input.settings.name())) {
                    input.names.put(state.lineage(), state.path());
                }
            }
        }
        for (Input input : inputs) {
            for (Path path : input.globs.files()) {
                Input owner = owner(path, input);
                DiscoveredFile file = owner.globs.names(path) ? matched(owner, path, lineages) : rotated(owner, path);
                add(file, found, owner.names);
            }
            addRotated(input, found);
            tell(input, empty, unreadable);
        }
        Map<Path, Map<FileId, Path>> folders = new HashMap<>();
        known.stream()
                .filter(state -> state.file() != null && !found.containsKey(state.file()))
                .forEach(state -> addMoved(state, folders, found));
        forgetProblems(found, empty, unreadable);
        return found;
    }

    /** What is not there any more is no problem any more. */
    private void forgetProblems(Map<FileId, DiscoveredFile> found, Set<String> empty, Set<String> folders) {
        Set<String> files = new HashSet<>();
        found.values().forEach(file -> files.add(file.path().toString()));
        problems.keep(Problems.Kind.DAMAGED, files);
        files.addAll(folders);
        problems.keep(Problems.Kind.UNREADABLE, files);
        problems.keep(Problems.Kind.NO_FILES, empty);
        problems.keep(Problems.Kind.UNSUPPORTED, unread);
        problems.keep(Problems.Kind.LINK, outside);
    }

    private void tell(Input input, Set<String> empty, Set<String> unreadable) {
        for (String glob : input.globs.empty()) {
            empty.add(glob);
            problems.raise(
                    Problems.Kind.NO_FILES,
                    glob,
                    "no file matches " + glob + " of input " + input.settings.name()
                            + "; check the path and exclude, or wait: it is looked for again and again");
        }
        input.globs.unreadable().forEach((folder, cause) -> {
            unreadable.add(folder.toString());
            problems.raise(Problems.Kind.UNREADABLE, folder.toString(), ReadProblem.of(folder, cause));
        });
    }

    /** Folders in which files may appear. */
    Set<Path> folders(Collection<DiscoveredFile> found) {
        Set<Path> folders = new TreeSet<>();
        for (DiscoveredFile file : found) {
            folders.add(file.path().getParent());
            folders.add(file.lineage().getParent());
        }
        for (Input input : inputs) {
            folders.addAll(input.globs.listed());
            for (String glob : input.settings.paths()) {
                Path folder = Path.of("/");
                for (Path part : Path.of(glob).getParent()) {
                    Path next = folder.resolve(part);
                    if (!Files.isDirectory(next)) {
                        break;
                    }
                    folder = next;
                }
                folders.add(folder);
            }
        }
        return folders;
    }

    /** The first input that names {@code path} or has the file that it is a rotation of; {@code naming} itself, if none before it. */
    private Input owner(Path path, Input naming) {
        for (Input input : inputs) {
            if (input == naming || input.globs.names(path) || isRotation(input, path)) {
                return input;
            }
        }
        return naming;
    }

    private void addRotated(Input input, Map<FileId, DiscoveredFile> found) {
        Set<Path> folders = new TreeSet<>();
        input.names.keySet().forEach(lineage -> folders.add(lineage.getParent()));
        // Most rotations are named by a glob, too: they need no second look.
        Set<Path> known = new HashSet<>();
        found.values().forEach(file -> known.add(file.path()));
        for (Path folder : folders) {
            for (Path entry : Globs.list(folder)) {
                if (!known.contains(entry) && isRotation(input, entry)) {
                    add(rotated(input, entry), found, input.names);
                }
            }
        }
    }

    /** Whether rotation may have made {@code entry} of a file that {@code input} has. */
    private static boolean isRotation(Input input, Path entry) {
        Path lineage = lineageOf(entry);
        return !lineage.equals(entry) && input.names.containsKey(lineage) && !input.globs.excludes(entry);
    }

    private static Path lineageOf(Path entry) {
        return entry.resolveSibling(RotatedName.baseOf(entry.getFileName().toString()));
    }

    private DiscoveredFile rotated(Input input, Path entry) {
        if (!isRead(entry) || !leadsInside(entry)) {
            return null;
        }
        Path lineage = lineageOf(entry);
        boolean sure = RotatedName.isSure(entry.getFileName().toString());
        return look(input, entry, input.names.get(lineage), lineage, false, sure);
    }

    /**
     * The file of a stream that no glob names any more: renamed, moved to a folder below, or a link that leads elsewhere now.
     *
     * @param folders the files in and one below each folder that was looked into for such ones: many may be gone from one, and it may hold hundreds
     */
    private void addMoved(StreamState state, Map<Path, Map<FileId, Path>> folders, Map<FileId, DiscoveredFile> found) {
        for (Input input : inputs) {
            if (input.settings.name().equals(state.input())) {
                Path entry = folders.computeIfAbsent(state.lineage().getParent(), Discovery::filesByIds)
                        .get(state.file());
                if (entry != null && leadsInside(entry)) {
                    add(look(input, entry, state.path(), state.lineage(), false, false), found, new HashMap<>());
                    return;
                }
            }
        }
    }

    private static Map<FileId, Path> filesByIds(Path folder) {
        List<Path> places = new ArrayList<>(Globs.list(folder));
        for (Path below : List.copyOf(places)) {
            if (Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
                places.addAll(Globs.list(below));
            }
        }
        Map<FileId, Path> files = new HashMap<>();
        for (Path entry : places) {
            try {
                if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    files.putIfAbsent(FileId.look(entry).id(), entry);
                }
            } catch (IOException e) {
                // Gone since its folder was listed.
                continue;
            }
        }
        return files;
    }

    private DiscoveredFile matched(Input input, Path path, Set<Path> lineages) {
        if (!isRead(path)) {
            return null;
        }
        try {
            Path real = path.toRealPath();
            if (!leadsInside(path, real)) {
                return null;
            }
            String name = real.getFileName().toString();
            Path lineage = real.resolveSibling(RotatedName.baseOf(name));
            boolean rotated = !lineage.equals(real)
                    && RotatedName.isSure(name)
                    && (lineages.contains(lineage) || Files.isRegularFile(lineage));
            Path shown = rotated
                    ? path.resolveSibling(RotatedName.baseOf(path.getFileName().toString()))
                    : path;
            return look(input, path, shown, rotated ? lineage : real, true, rotated);
        } catch (IOException e) {
            // Gone since the folder was listed; the next scan finds it under its new name.
            return null;
        }
    }

    /** No glob names it, but rotation could have: whoever may write in the folder may give a link such a name. */
    private boolean leadsInside(Path entry) {
        try {
            return leadsInside(entry, entry.toRealPath());
        } catch (IOException e) {
            // Gone since the folder was listed.
            return false;
        }
    }

    private boolean leadsInside(Path path, Path real) {
        if (links.allows(path, real)) {
            return true;
        }
        outside.add(path.toString());
        problems.raise(Problems.Kind.LINK, path.toString(), links.message(path, real));
        return false;
    }

    private boolean isRead(Path path) {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        if (dot < 0 || !UNREAD.contains(name.substring(dot))) {
            return true;
        }
        unread.add(path.toString());
        problems.raise(
                Problems.Kind.UNSUPPORTED,
                path.toString(),
                "file " + path + " is left out, since " + name.substring(dot)
                        + " is not read; let rotation compress with gzip, or delay it (delaycompress), or exclude it");
        return false;
    }

    private DiscoveredFile look(Input input, Path path, Path name, Path lineage, boolean matched, boolean rotated) {
        try {
            FileId.Look look = FileId.look(path);
            if (!look.regular() || ownFiles.contains(path.toRealPath(), look.id())) {
                return null;
            }
            return new DiscoveredFile(look, path, name, lineage, input.settings, matched, rotated);
        } catch (IOException e) {
            return null;
        }
    }

    private static void add(DiscoveredFile file, Map<FileId, DiscoveredFile> found, Map<Path, Path> nameByLineage) {
        if (file != null) {
            found.putIfAbsent(file.id(), file);
            nameByLineage.putIfAbsent(file.lineage(), file.name());
        }
    }
}
