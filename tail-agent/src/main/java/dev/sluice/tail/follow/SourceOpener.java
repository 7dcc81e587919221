// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Opens files within a budget of descriptors: what the system allows the process, less what connections and the agent's own files need. Whoever
 * finds none left waits for its turn.
 */
final class SourceOpener {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String OPEN_FILES = "Max open files";
    /** For the operations server's connections, the checkpoint, dead letters, folders that are listed. */
    private static final int RESERVE = 48;

    private static final int LEAST = 8;

    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private BooleanSupplier makeRoom = () -> false;

    SourceOpener(int most) {
        this.most = most;
    }

    /** As many as {@code wanted}, if the system allows that beside {@code connections} to the server. */
    static SourceOpener withinLimit(int wanted, int connections) {
        try (Stream<Path> now = Files.list(DESCRIPTORS);
                Stream<String> limits = Files.lines(LIMITS)) {
            String limit = limits.filter(line -> line.startsWith(OPEN_FILES))
                    .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+")[0])
                    .findFirst()
                    .orElse("unlimited");
            long allowed = limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit);
            long forFiles = allowed - now.count() - RESERVE - 4L * connections;
            return new SourceOpener((int) Math.clamp(forFiles, LEAST, Math.max(LEAST, wanted)));
        } catch (IOException | NumberFormatException e) {
            // Not Linux: the setting has to be right.
            return new SourceOpener(wanted);
        }
    }

    /** @param makeRoom closes a file that is not needed now; false if there is none */
    void makeRoomWith(BooleanSupplier makeRoom) {
        this.makeRoom = makeRoom;
    }

    int most() {
        return most;
    }

    /** Whether one can be opened without closing another. */
    boolean hasRoom() {
        return open.get() < most;
    }

    /**
     * Opens a file and makes sure that it is the one that was found.
     *
     * @return empty if it is not any more
     * @throws OutOfDescriptorsException if it has to wait for its turn
     */
    Optional<FileSource> open(Path path, FileId expected) throws IOException {
        if (!hasRoom() && !makeRoom.getAsBoolean()) {
            throw new OutOfDescriptorsException();
        }
        FileSource source = FileSource.open(path, open::decrementAndGet);
        open.incrementAndGet();
        try {
            if (FileId.look(path).id().equals(expected)) {
                return Optional.of(source);
            }
        } catch (IOException e) {
            source.close();
            throw e;
        }
        source.close();
        return Optional.empty();
    }
}
