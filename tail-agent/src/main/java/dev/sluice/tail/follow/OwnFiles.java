// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.files.FileId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** What the agent writes itself and must never follow: its data folder, and the files that its output goes to. */
final class OwnFiles {

    private final Path dataFolder;
    private final Set<FileId> outputs = new HashSet<>();

    OwnFiles(Path dataFolder) {
        this.dataFolder = dataFolder;
        for (String descriptor : new String[] {"/proc/self/fd/1", "/proc/self/fd/2"}) {
            try {
                FileId.Look look = FileId.look(Path.of(descriptor));
                if (look.regular()) {
                    outputs.add(look.id());
                }
            } catch (IOException e) {
                // Not Linux, or output is closed: then it goes to no file.
                continue;
            }
        }
    }

    boolean contains(Path realPath, FileId id) {
        return outputs.contains(id) || realPath.startsWith(dataFolder);
    }
}
