// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The agent's own folder, held by one agent at a time through a lock that ends with its process. */
public final class AgentFolder implements Closeable {

    private final Path path;
    private final FileChannel lockFile;

    private AgentFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws IOException if the folder cannot be made, or another agent holds it; the message says which */
    public static AgentFolder open(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new IOException("agent.data " + path
                    + " is in use by another agent; stop that one, or give this one a folder of its own");
        }
        return new AgentFolder(path.toRealPath(), channel);
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another agent of this very process.
            return null;
        }
    }

    public Path path() {
        return path;
    }

    /** The id of the agent that owns this folder: made of {@code host} and chance when first asked for, and kept. */
    public String agentId(String host) throws IOException {
        Path file = path.resolve("agent-id");
        if (Files.exists(file)) {
            return Files.readString(file, UTF_8).strip();
        }
        String name = host.replaceAll("[^A-Za-z0-9_.-]", "_");
        String id = name.substring(0, Math.min(64, name.length()))
                + '-'
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), 8);
        Path aside = path.resolve("agent-id.new");
        Files.writeString(aside, id + '\n', UTF_8);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        return id;
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
