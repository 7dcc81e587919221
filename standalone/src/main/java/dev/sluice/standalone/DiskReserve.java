// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/**
 * Free space that is kept on the disk of the data folder: a store that runs into a full disk breaks, so everything that writes pauses before that,
 * and goes on by itself once there is space again.
 */
public final class DiskReserve implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DiskReserve.class);

    /** Unless something else is asked for: enough for what is under way when all that writes is told to pause. */
    public static final DataSize DEFAULT = DataSize.ofMegabytes(512);

    private static final long MARGIN = DataSize.ofMegabytes(100).toBytes();
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** What pauses. */
    interface Listener {

        /** @param reason why writing pauses; empty when it goes on */
        void changed(Optional<String> reason);
    }

    private final Path data;
    private final long reserve;
    private final LongSupplier free;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile String reason;
    private volatile Thread watch;

    DiskReserve(Path data, DataSize reserve) {
        this(data, reserve, () -> freeBytes(data));
    }

    DiskReserve(Path data, DataSize reserve, LongSupplier free) {
        this.data = data;
        this.reserve = reserve.toBytes();
        this.free = free;
    }

    /** @throws StandaloneException if the disk is too full to start on */
    void require() {
        look();
        if (reason != null) {
            throw new StandaloneException(reason + " or choose another folder with --data");
        }
    }

    /** Looks each second from now on. */
    void watch() {
        watch = Thread.ofVirtual().name("disk-reserve").start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK);
                    look();
                }
            } catch (InterruptedException ignored) {
                // Closed.
            }
        });
    }

    /** Tells it at once if writing is paused already. */
    void addListener(Listener listener) {
        listeners.add(listener);
        if (reason != null) {
            listener.changed(reason());
        }
    }

    /** Why writing is paused, if it is: with the way out. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Why writing has to pause with so much space left, or empty if there is enough. */
    public static Optional<String> shortage(Path data, long free, long reserve) {
        return free >= reserve
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the disk of %s is full: %d MB are free and %d MB are kept free (--min-free); free some space",
                        data,
                        DataSize.ofBytes(free).toMegabytes(),
                        DataSize.ofBytes(reserve).toMegabytes()));
    }

    /** Of the disk on which the folder is or will be. */
    public static long freeBytes(Path data) {
        Path folder = data;
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        try {
            return folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            log.warn(
                    "The free space of the disk of {} cannot be read, and is taken for enough: {}", data, e.toString());
            return Long.MAX_VALUE;
        }
    }

    void look() {
        long now = free.getAsLong();
        // A little more to go on than to pause: not to and fro at the edge.
        long enough = reason == null ? reserve : reserve + Math.min(reserve / 10, MARGIN);
        Optional<String> shortage = shortage(data, now, enough);
        boolean changes = shortage.isPresent() != (reason != null);
        if (changes) {
            reason = shortage.orElse(null);
            log.warn(shortage.orElse("there is space on the disk of " + data + " again"));
            listeners.forEach(listener -> listener.changed(shortage));
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.interrupt();
        }
    }
}
