// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.RealPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Opens files within a budget of descriptors: what the system allows the process, less what connections and the agent's own files need. Whoever
 * finds none left waits for its turn. Where links may lead is asked again for each file that is opened, and of the very path that is opened: between
 * a look at a link and the open it may have been set to another file, and back.
 */
final class SourceOpener {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String OPEN_FILES = "Max open files";
    /** For the operations server's connections, the checkpoint, dead letters, folders that are listed. */
    private static final int RESERVE = 48;

    private static final int LEAST = 8;

    /** How a file is opened whose path holds no links, or rather held none when it was looked at. */
    interface Opening {
        FileChannel open(Path real) throws IOException;
    }

    private final int most;
    private final LinkPolicy links;
    private final Opening opening;
    private final AtomicInteger open = new AtomicInteger();
    private BooleanSupplier makeRoom = () -> false;

    SourceOpener(int most, LinkPolicy links) {
        this(most, links, RealPath::open);
    }

    SourceOpener(int most, LinkPolicy links, Opening opening) {
        this.most = most;
        this.links = links;
        this.opening = opening;
    }

    /** As many as {@code wanted}, if the system allows that beside {@code connections} to the server. */
    static SourceOpener withinLimit(int wanted, int connections, LinkPolicy links) {
        try (Stream<Path> now = Files.list(DESCRIPTORS);
                Stream<String> limits = Files.lines(LIMITS)) {
            String limit = limits.filter(line -> line.startsWith(OPEN_FILES))
                    .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+")[0])
                    .findFirst()
                    .orElse("unlimited");
            long allowed = limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit);
            long forFiles = allowed - now.count() - RESERVE - 4L * connections;
            return new SourceOpener((int) Math.clamp(forFiles, LEAST, Math.max(LEAST, wanted)), links);
        } catch (IOException | NumberFormatException e) {
            // Not Linux: the setting has to be right.
            return new SourceOpener(wanted, links);
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
     * @return empty if it is not any more, or leads to where links may not lead by now: the next scan says so
     * @throws OutOfDescriptorsException if it has to wait for its turn
     */
    Optional<FileSource> open(Path path, FileId expected) throws IOException {
        if (!hasRoom() && !makeRoom.getAsBoolean()) {
            throw new OutOfDescriptorsException();
        }
        Optional<FileChannel> channel = channel(path);
        if (channel.isEmpty()) {
            return Optional.empty();
        }
        FileSource source = FileSource.of(path, channel.get(), open::decrementAndGet);
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

    /**
     * Opens for a moment, beside the budget, to compare with what was read.
     *
     * @throws NoSuchFileException if there is nothing, or what links may not lead to
     */
    FileSource openAgain(Path path) throws IOException {
        FileChannel channel = channel(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
        return FileSource.of(path, channel, () -> {});
    }

    private Optional<FileChannel> channel(Path path) throws IOException {
        if (links.allowsAll()) {
            return Optional.of(FileChannel.open(path, StandardOpenOption.READ));
        }
        Path real = path.toRealPath();
        return links.allows(path, real) ? Optional.of(opening.open(real)) : Optional.empty();
    }
}
