// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Lines to write, and what is done to the files that hold them. */
public final class LogTexts {

    private LogTexts() {}

    /** Numbered lines of one name. */
    public static String lines(String name, int count) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, count)
                .forEach(i -> lines.append(name).append(" n=").append(i).append('\n'));
        return lines.toString();
    }

    /** The lines of texts. */
    public static List<String> split(String... texts) {
        List<String> lines = new ArrayList<>();
        for (String text : texts) {
            lines.addAll(List.of(text.split("\n")));
        }
        return lines;
    }

    /** Lets time pass. */
    public static void pause(long millis) {
        // Not waiting for the agent: another program is at work, and takes its time.
        LockSupport.parkNanos(millis * 1_000_000);
    }

    /** Compresses a text. */
    public static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Numbered lines, from {@code from} to before {@code to}. */
    public static String numbered(int from, int to) {
        return String.join(
                "", numbers(from, to).stream().map(line -> line + "\n").toList());
    }

    /** The same, without their ends. */
    public static List<String> numbers(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "this is line number " + i)
                .toList();
    }

    /** Empties a file. */
    public static void truncate(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    /** Compresses a file to another one, and deletes it. */
    public static void gzip(Path from, Path to) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
            Files.copy(from, out);
        }
        Files.delete(from);
    }
}
