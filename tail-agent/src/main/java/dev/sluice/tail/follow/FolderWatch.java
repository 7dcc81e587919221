// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.telemetry.AgentLog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Hears of new names in folders, so that a rotation is met at once. It does not listen for writes: asking open files for their size costs less
 * than an event for each. Where it cannot work (no inotify, too many folders) scans by the clock find everything, only later.
 */
final class FolderWatch implements Closeable {

    private final AgentLog log;
    private final WatchService service;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private boolean failed;

    FolderWatch(AgentLog log) {
        this.log = log;
        WatchService made = null;
        try {
            made = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            log.warn("folders cannot be watched, scanning by the clock only", "cause", e);
        }
        this.service = made;
    }

    /**
     * Watches exactly these folders.
     *
     * @return whether some of them were not watched before: what was made there since they were last listed was not heard of, so list them again
     */
    boolean watch(Set<Path> folders) {
        if (service == null || failed) {
            return false;
        }
        keys.entrySet().removeIf(entry -> {
            boolean old = !folders.contains(entry.getKey()) || !entry.getValue().isValid();
            if (old) {
                entry.getValue().cancel();
            }
            return old;
        });
        boolean added = false;
        for (Path folder : folders) {
            if (!keys.containsKey(folder)) {
                added |= register(folder);
            }
        }
        return added;
    }

    private boolean register(Path folder) {
        try {
            keys.put(folder, folder.register(service, StandardWatchEventKinds.ENTRY_CREATE));
            return true;
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Gone since it was listed: nothing to watch.
            return false;
        } catch (IOException e) {
            failed = true;
            log.warn("folder cannot be watched, scanning by the clock only", "folder", folder, "cause", e);
            return false;
        }
    }

    /** Waits for news, at most {@code time}; whether there was some. */
    boolean await(Duration time) throws InterruptedException {
        if (service == null) {
            Thread.sleep(time);
            return false;
        }
        WatchKey key = service.poll(time.toNanos(), TimeUnit.NANOSECONDS);
        boolean any = key != null;
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = service.poll();
        }
        return any;
    }

    @Override
    public void close() {
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                log.warn("watching folders could not be ended", "cause", e);
            }
        }
    }
}
