// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Time during which the system let a process run. What the kernel says that a thread of it waited for a processor or for a disk, or was stopped, does
 * not count: on a machine that is busy with other things a second by the clock may hold no moment in which the process could have done anything.
 */
public final class TimeLetRun {

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);

    /** How long a thread has been kept waiting: settled by the kernel, and since when it has stood where it is. */
    private record Wait(long ran, long delayed, long stuckSince) {}

    private final Path threads;
    private final Map<String, Wait> waits = new HashMap<>();

    public TimeLetRun(Process process) {
        threads = Path.of("/proc", Long.toString(process.pid()), "task");
    }

    /**
     * Waits until {@code time} has gone by in which no thread of the process was kept from running.
     *
     * @throws IOException if the process has ended, or was kept from running for minutes
     */
    public void await(Duration time) throws IOException {
        long begun = System.nanoTime();
        long at = begun;
        long left = time.toNanos();
        heldUp(at, at);
        while (left > 0) {
            LockSupport.parkNanos(Math.min(left, STEP));
            long now = System.nanoTime();
            left -= now - at - heldUp(at, now);
            at = now;
            if (now - begun > LONGEST) {
                throw new IOException("a process was not let run for minutes");
            }
        }
    }

    /** The longest that one of its threads was kept waiting since the last call, as far as it was not told before. */
    private long heldUp(long before, long now) throws IOException {
        long most = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) {
                most = Math.max(most, heldUp(thread, before, now));
            }
        } catch (NoSuchFileException e) {
            throw new IOException("the process has ended", e);
        }
        return most;
    }

    private long heldUp(Path thread, long before, long now) throws IOException {
        String name = thread.getFileName().toString();
        String[] times;
        String stat;
        try {
            times = Files.readString(thread.resolve("schedstat")).strip().split(" ");
            stat = Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            if (Files.exists(thread)) {
                throw e;
            }
            waits.remove(name);
            return 0;
        }
        long ran = Long.parseLong(times[0]);
        long delayed = Long.parseLong(times[1]);
        Wait last = waits.get(name);
        if (last == null) {
            waits.put(name, new Wait(ran, delayed, 0));
            return 0;
        }
        char state = stat.charAt(stat.lastIndexOf(')') + 2);
        // The kernel adds a wait up when it ends: one that goes on shows as a thread that would run and does not.
        boolean ready = state == 'R' && ran == last.ran && delayed == last.delayed;
        long stuckSince = !ready ? 0 : last.stuckSince == 0 ? before : last.stuckSince;
        waits.put(name, new Wait(ran, delayed, stuckSince));
        if (state == 'D' || state == 'T' || ready) {
            return now - before;
        }
        long told = last.stuckSince == 0 ? 0 : before - last.stuckSince;
        return Math.max(0, delayed - last.delayed - told);
    }
}
