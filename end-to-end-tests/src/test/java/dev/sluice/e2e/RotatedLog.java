// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes numbered lines to a file that is rotated every second. Nothing is written between a copy and its truncation: what would be is lost to
 * everybody who had not read it by then, and no agent can promise it.
 */
final class RotatedLog {

    /** How a file is rotated. */
    enum Rotation {
        RENAME_AND_CREATE,
        COPY_AND_TRUNCATE
    }

    private static final int WRITES_A_SECOND = 10;

    private final Path file;
    private final Rotation rotation;
    private final int lines;
    private final int seconds;
    /** The first number of each file that there ever was. */
    private final NavigableSet<Integer> firsts = new TreeSet<>();

    RotatedLog(Path file, Rotation rotation, int lines, int seconds) {
        this.file = file;
        this.rotation = rotation;
        this.lines = lines;
        this.seconds = seconds;
    }

    Path file() {
        return file;
    }

    int lines() {
        return lines;
    }

    /** Which file a line was written to: the number of that file's first line. */
    int fileOf(int number) {
        return firsts.floor(number);
    }

    static String line(int number) {
        return "2026-11-22 a line of the usual length, more or less, with number " + number;
    }

    static int numberIn(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
    }

    /** Writes all of it, which takes the given time. */
    void write() throws IOException {
        int perWrite = Math.max(1, lines / (seconds * WRITES_A_SECOND));
        long start = System.nanoTime();
        OutputStream out = open();
        firsts.add(0);
        int writes = 0;
        for (int number = 0; number < lines; number++) {
            out.write((line(number) + "\n").getBytes(UTF_8));
            if (number % perWrite == perWrite - 1) {
                writes++;
                out.flush();
                if (writes % WRITES_A_SECOND == 0 && number < lines - 1) {
                    out = rotate(out, firsts.size());
                    firsts.add(number + 1);
                }
                long due = start + writes * Duration.ofSeconds(1).toNanos() / WRITES_A_SECOND;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        out.close();
    }

    private OutputStream open() throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private OutputStream rotate(OutputStream out, int rotations) throws IOException {
        for (int number = rotations - 1; number >= 1; number--) {
            Files.move(rotated(number), rotated(number + 1));
        }
        if (rotation == Rotation.COPY_AND_TRUNCATE) {
            Files.copy(file, rotated(1));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
            return out;
        }
        Files.move(file, rotated(1));
        out.close();
        return open();
    }

    private Path rotated(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
