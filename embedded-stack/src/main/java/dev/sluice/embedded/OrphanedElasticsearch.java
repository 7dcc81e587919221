// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Elasticsearch that still works on our folder, left by a JVM that was killed.
 *
 * <p>Mostly the {@link ProcessWatchdog} is just ending it, and we only wait. If the watchdog was killed too, we end it ourselves, but only a
 * process whose command line names our folder: a process id alone may be somebody else's by now.
 */
final class OrphanedElasticsearch {

    private static final Logger log = LoggerFactory.getLogger(OrphanedElasticsearch.class);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(100);

    private OrphanedElasticsearch() {}

    /** @throws EmbeddedStackException if somebody goes on holding the folder */
    static void remove(ElasticsearchFiles files) {
        try {
            Optional<ProcessHandle> orphan = find(files);
            if (orphan.isPresent()) {
                end(orphan.get());
            }
            Files.deleteIfExists(files.processId());
            awaitUnlocked(files.nodeLock());
        } catch (IOException e) {
            throw new EmbeddedStackException(
                    "data folder " + files.folder() + " of Elasticsearch cannot be read (" + e + ")", e);
        }
    }

    static Optional<ProcessHandle> find(ElasticsearchFiles files) throws IOException {
        if (!Files.exists(files.processId())) {
            return Optional.empty();
        }
        String text = Files.readString(files.processId()).strip();
        if (!text.matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(text))
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(ElasticsearchProcess.dataArgument(files)));
    }

    private static void end(ProcessHandle orphan) {
        log.warn("ending Elasticsearch process {}, which an earlier start left behind", orphan.pid());
        List<ProcessHandle> processes = new ArrayList<>(orphan.descendants().toList());
        processes.add(orphan);
        orphan.destroy();
        for (ProcessHandle process : processes) {
            if (!ProcessTermination.await(process, STOP_TIMEOUT)) {
                process.destroyForcibly();
            }
        }
    }

    private static void awaitUnlocked(Path lockFile) throws IOException {
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        while (Files.exists(lockFile) && isLocked(lockFile)) {
            if (System.nanoTime() > deadline) {
                throw new EmbeddedStackException(
                        "data folder " + lockFile.getParent()
                                + " for Elasticsearch is in use by another Elasticsearch; stop that or choose another folder with --data");
            }
            try {
                TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EmbeddedStackException(
                        "interrupted while waiting for the end of an earlier Elasticsearch", e);
            }
        }
    }

    private static boolean isLocked(Path lockFile) throws IOException {
        try (FileChannel file = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            return lock == null;
        }
    }
}
