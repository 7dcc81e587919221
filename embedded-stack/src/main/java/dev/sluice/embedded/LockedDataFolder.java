// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A server's folder, locked by one process at a time.
 *
 * <p>The lock is one of the operating system on a file in it, so it ends with the process, however that ends. The file names the process that
 * holds it.
 */
public final class LockedDataFolder implements AutoCloseable {

    private static final String LOCK_FILE = "lock";

    private final Path path;
    private final FileChannel lockFile;

    private LockedDataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder if there is none and locks it.
     *
     * @throws EmbeddedStackException if another process holds it, or it cannot be written
     */
    public static LockedDataFolder lock(String server, Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new EmbeddedStackException(
                    "data folder " + path + " for " + server + " is a file; name a folder with --data");
        }
        try {
            // What is in it is nobody else's business.
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel file = FileChannel.open(
                    path.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!tryLock(file)) {
                String holder = Files.readString(path.resolve(LOCK_FILE)).strip();
                file.close();
                throw new EmbeddedStackException("data folder " + path + " for " + server + " is in use"
                        + (holder.isEmpty() ? "" : " by process " + holder)
                        + "; stop that with ./sluice down or choose another folder with --data");
            }
            file.truncate(0);
            file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)));
            return new LockedDataFolder(path, file);
        } catch (IOException e) {
            throw new EmbeddedStackException(
                    "data folder " + path + " for " + server + " cannot be written (" + reason(e)
                            + "); choose another with --data",
                    e);
        }
    }

    /** Absolute. */
    public Path path() {
        return path;
    }

    /** A folder inside, made if there is none. */
    Path subfolder(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new EmbeddedStackException(
                    "folder " + path.resolve(name) + " cannot be made (" + e + "); choose another with --data", e);
        }
    }

    /** Unlocks it. The lock file stays: removing it would let two processes lock two files of one name. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new EmbeddedStackException("lock on " + path + " cannot be released (" + e + ")", e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "no folder can be made there";
            case FileSystemException failed -> failed.getReason() == null ? failed.toString() : failed.getReason();
            default -> e.toString();
        };
    }

    private static boolean tryLock(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
            return false;
        }
    }
}
