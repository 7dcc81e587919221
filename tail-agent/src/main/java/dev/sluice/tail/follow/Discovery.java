// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.Globs;
import dev.sluice.tail.files.RotatedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the files of all inputs, and beside each of them those that rotation made of it, whether or not a glob names them. */
final class Discovery {

    private record Input(InputSettings settings, Globs globs) {}

    private final List<Input> inputs;
    private final OwnFiles ownFiles;

    Discovery(List<InputSettings> inputs, OwnFiles ownFiles) {
        this.inputs = inputs.stream()
                .map(input -> new Input(input, new Globs(input.paths(), input.exclude())))
                .toList();
        this.ownFiles = ownFiles;
    }

    /**
     * What is there now, each file once: the first input that names it has it.
     *
     * @param known streams, whose files may be there under rotated names only
     */
    Map<FileId, DiscoveredFile> find(Collection<StreamState> known) {
        Map<FileId, DiscoveredFile> found = new LinkedHashMap<>();
        Set<Path> lineages = new HashSet<>();
        known.forEach(state -> lineages.add(state.lineage()));
        for (Input input : inputs) {
            Map<Path, Path> nameByLineage = new HashMap<>();
            for (StreamState state : known) {
                if (state.input().equals(input.settings.name())) {
                    nameByLineage.put(state.lineage(), state.path());
                }
            }
            for (Path path : input.globs.files()) {
                add(matched(input, path, lineages), found, nameByLineage);
            }
            addRotated(input, nameByLineage, found);
        }
        return found;
    }

    /** Folders in which files may appear. */
    Set<Path> folders(Collection<DiscoveredFile> found) {
        Set<Path> folders = new TreeSet<>();
        for (DiscoveredFile file : found) {
            folders.add(file.path().getParent());
            folders.add(file.lineage().getParent());
        }
        for (Input input : inputs) {
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

    private void addRotated(Input input, Map<Path, Path> nameByLineage, Map<FileId, DiscoveredFile> found) {
        Set<Path> folders = new TreeSet<>();
        nameByLineage.keySet().forEach(lineage -> folders.add(lineage.getParent()));
        for (Path folder : folders) {
            for (Path entry : Globs.list(folder)) {
                String name = entry.getFileName().toString();
                String base = RotatedName.baseOf(name);
                Path lineage = folder.resolve(base);
                Path shown = nameByLineage.get(lineage);
                if (shown != null && RotatedName.isOf(base, name) && !input.globs.excludes(entry)) {
                    add(look(input, entry, shown, lineage, false, true), found, nameByLineage);
                }
            }
        }
    }

    private DiscoveredFile matched(Input input, Path path, Set<Path> lineages) {
        try {
            Path real = path.toRealPath();
            String base = RotatedName.baseOf(real.getFileName().toString());
            Path lineage = real.resolveSibling(base);
            boolean rotated = !lineage.equals(real) && (lineages.contains(lineage) || Files.isRegularFile(lineage));
            Path name = rotated
                    ? path.resolveSibling(RotatedName.baseOf(path.getFileName().toString()))
                    : path;
            return look(input, path, name, rotated ? lineage : real, true, rotated);
        } catch (IOException e) {
            // Gone since the folder was listed; the next scan finds it under its new name.
            return null;
        }
    }

    private DiscoveredFile look(Input input, Path path, Path name, Path lineage, boolean matched, boolean rotated) {
        try {
            FileId.Look look = FileId.look(path);
            if (!look.regular() || ownFiles.contains(path.toRealPath(), look.id())) {
                return null;
            }
            return new DiscoveredFile(
                    look.id(), path, name, lineage, input.settings, look.size(), look.modified(), matched, rotated);
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
