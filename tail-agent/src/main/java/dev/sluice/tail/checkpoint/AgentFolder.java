// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.StreamDigest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The agent's own folder, held by one agent at a time through a lock that ends with its process. */
public final class AgentFolder implements Closeable {

    private static final String LOCK = "lock";
    private static final String AGENT_ID = "agent-id";
    private static final String DIGEST_KEY = "digest-key";
    private static final String MACHINE = "machine";

    private final Path path;
    private FileChannel lockFile;
    private StreamDigest key;
    private Optional<String> machine = Optional.empty();

    private AgentFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws IOException if the folder cannot be made, or another agent holds it; the message says which */
    public static AgentFolder open(Path path) throws IOException {
        try {
            OwnFile.folder(path);
            return new AgentFolder(path.toRealPath(), lock(path));
        } catch (FileSystemException e) {
            throw DataProblem.during("agent.data " + path + " cannot be written", e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = OwnFile.open(path.resolve(LOCK));
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new IOException("agent.data " + path
                    + " is in use by another agent; stop that one, or give this one a folder of its own");
        }
        return channel;
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

    /** Whether the folder is the one that was opened: it may be deleted while the agent runs. */
    public boolean isThere() {
        return Files.exists(path.resolve(LOCK));
    }

    /** Makes the folder again after somebody has deleted it under the running agent, with its key and {@code agentId}. */
    public void restore(String agentId) throws IOException {
        OwnFile.folder(path);
        lockFile.close();
        lockFile = lock(path);
        keep(DIGEST_KEY, key().toString());
        keep(AGENT_ID, agentId);
        if (machine.isPresent()) {
            keep(MACHINE, machine.get());
        }
    }

    /** The id of the agent that owns this folder: made of {@code host} and chance when first asked for, and kept. */
    public String agentId(String host) throws IOException {
        Optional<String> known = read(AGENT_ID);
        return known.isPresent() ? known.get() : newAgentId(host);
    }

    private String newAgentId(String host) throws IOException {
        String name = host.replaceAll("[^A-Za-z0-9_.-]", "_");
        String id = name.substring(0, Math.min(64, name.length()))
                + '-'
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), 8);
        keep(AGENT_ID, id);
        return id;
    }

    /** The digest of nothing, under the key of this folder: drawn when first asked for, and kept. */
    public synchronized StreamDigest key() throws IOException {
        if (key == null) {
            Optional<String> known = read(DIGEST_KEY);
            try {
                key = known.isPresent() ? StreamDigest.parse(known.get()).restart() : StreamDigest.start();
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        path.resolve(DIGEST_KEY) + " is damaged; restore it, or move " + path
                                + " away: all files are sent from their start then",
                        e);
            }
            if (known.isEmpty()) {
                keep(DIGEST_KEY, key.toString());
            }
        }
        return key;
    }

    /**
     * Whether the folder is of another machine: a copy of what an agent there goes on with, so its streams belong to that one.
     *
     * @param machine this machine; empty where that cannot be said, as in a container
     */
    public boolean isForeignTo(Optional<String> machine) throws IOException {
        Optional<String> before = read(MACHINE);
        return machine.isPresent() && before.isPresent() && !before.equals(machine);
    }

    /**
     * Binds the folder to a machine. An agent that comes to a foreign folder takes another id.
     *
     * @param host what a new id is made of
     */
    public void bind(Optional<String> machine, String host) throws IOException {
        if (isForeignTo(machine)) {
            newAgentId(host);
        }
        this.machine = machine;
        if (machine.isPresent() && !read(MACHINE).equals(machine)) {
            keep(MACHINE, machine.get());
        }
    }

    private Optional<String> read(String name) throws IOException {
        Path file = path.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file, UTF_8).strip()) : Optional.empty();
    }

    private void keep(String name, String text) throws IOException {
        Path file = path.resolve(name);
        try {
            replace(file, text);
        } catch (IOException e) {
            throw DataProblem.during(file + " cannot be written", e);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = OwnFile.open(aside, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap((text + '\n').getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
