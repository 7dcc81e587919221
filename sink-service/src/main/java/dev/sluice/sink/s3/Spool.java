// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.driver.StoreStatus;
import dev.sluice.sink.s3.LakeSettings.Spooling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/**
 * The folder in which files lie until they are uploaded, and how much room there is. It holds nothing of worth: after a crash everything is built
 * again from Kafka. Thread-safe.
 */
final class Spool implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final Logger log = LoggerFactory.getLogger(Spool.class);

    private final Path own;
    private final FileChannel lock;
    private final FileStore disk;
    private final StoreStatus status;
    private final long max;
    private final long minFree;
    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicLong number = new AtomicLong();

    /** @param status is told when the disk has too little room, and when it has enough again */
    Spool(Spooling settings, StoreStatus status) throws IOException {
        this.status = status;
        Path directory = Files.createDirectories(settings.directory());
        removeLeftBehind(directory);
        own = Files.createTempDirectory(directory, "sluice-");
        lock = FileChannel.open(own.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock.lock();
        disk = Files.getFileStore(own);
        max = settings.max().toBytes();
        minFree = settings.minFree().toBytes();
    }

    /** A name for a new file. */
    Path newFile() {
        return own.resolve(Long.toString(number.getAndIncrement()));
    }

    /** Files have grown by so many bytes; fewer than none if one is gone. */
    void add(long bytes) {
        used.addAndGet(bytes);
    }

    /** A file is there. */
    void created() {
        files.incrementAndGet();
    }

    /** A file is of no use any more. */
    void removed() {
        files.decrementAndGet();
    }

    int files() {
        return files.get();
    }

    long used() {
        return used.get();
    }

    /** Files should be closed before their time. */
    boolean isTight() {
        return used.get() >= max / 4 * 3;
    }

    /** No more should be written. */
    boolean isFull() {
        // In this order: a spool that is full by its own limit must not hide a full disk.
        return isDiskFull() || used.get() >= max;
    }

    private boolean isDiskFull() {
        long free;
        try {
            free = disk.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (free < minFree) {
            status.paused(
                    "is paused for want of disk",
                    "Of the disk of " + own.getParent() + " "
                            + DataSize.ofBytes(free).toMegabytes()
                            + " MB are free, and sluice.sink.s3.spool.min-free keeps "
                            + DataSize.ofBytes(minFree).toMegabytes() + " MB; free some, and it goes on by itself.");
            return true;
        }
        status.resumed();
        return false;
    }

    @Override
    public void close() throws IOException {
        lock.close();
        FileSystemUtils.deleteRecursively(own);
    }

    /** Removes what processes that are no more have left; a living one holds its lock. */
    private static void removeLeftBehind(Path directory) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(directory)) {
            folders = entries.filter(entry -> entry.getFileName().toString().startsWith("sluice-"))
                    .toList();
        }
        for (Path folder : folders) {
            if (isLeftBehind(folder.resolve(LOCK))) {
                FileSystemUtils.deleteRecursively(folder);
                log.info("removed the spool {} that a dead process left", folder);
            }
        }
    }

    private static boolean isLeftBehind(Path lock) {
        if (!Files.exists(lock)) {
            // Just being made by another process, perhaps; if not, it is empty.
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                var held = channel.tryLock()) {
            return held != null;
        } catch (OverlappingFileLockException | IOException e) {
            return false;
        }
    }
}
