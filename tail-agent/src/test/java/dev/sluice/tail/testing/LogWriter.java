// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** Writes lines and does to their files what programs and administrators do. It knows which lines, and events of several lines, it has written. */
public final class LogWriter {

    /** How long an event that is cut waits for its next line. */
    public static final Duration EVENT_IDLE = Duration.ofSeconds(10);

    /** So many rotations are kept: what an agent has not read of older ones is lost. */
    public static final int KEPT = 100;

    private static final int LINES = 200;
    /** The agent takes a copy that stays for longer for a file of its own. */
    private static final Duration COPY_STAYS = Duration.ofSeconds(5);

    private static final String BANNER = "=".repeat(70) + "\n" + ":: setting = value\n".repeat(60) + ":: ready\n";

    private final String name;
    private final Path folder;
    private final Path logs;
    private final List<String> written = new ArrayList<>();
    private final Set<String> undecided = new HashSet<>();
    private Life life = time -> LockSupport.parkNanos(time.toNanos());
    private int number;

    /**
     * @param name is in each line
     * @param folder for what is not followed
     * @param logs for what is
     */
    public LogWriter(String name, Path folder, Path logs) throws IOException {
        this.name = name;
        this.folder = Files.createDirectories(folder);
        this.logs = Files.createDirectories(logs);
    }

    /** All lines and events so far, as the server should have them. */
    public List<String> written() {
        return List.copyOf(written);
    }

    /**
     * What the clock has decided: lines of a file whose copy stood beside it for as long as one that stays, and events that were open for as long as
     * one that is over. They may be there more often than they were written.
     */
    public Set<String> undecided() {
        return Set.copyOf(undecided);
    }

    /** Lets a time go by in the life of a file. */
    public interface Life {
        void pass(Duration time) throws IOException;
    }

    /** How the life of a short-lived file goes by: by default by the clock. */
    public void lives(Life by) {
        life = by;
    }

    private String lines(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String line = "a line of the usual length, more or less, of " + name + " with number " + number++;
            written.add(line);
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private void append(Path file, String text) throws IOException {
        Files.writeString(file, text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Writes, and lets logrotate rotate by {@code directives}; then writes a little more. */
    public void rotate(String directives, int round) throws Exception {
        Path log = logs.resolve("app.log");
        append(log, lines(LINES));
        if (directives.contains("sharedscripts")) {
            append(logs.resolve("other.log"), lines(LINES));
        }
        Path config = folder.resolve("logrotate.conf");
        Files.writeString(
                config, logs + "/*.log {\n" + directives + "\nrotate " + KEPT + "\nmissingok\nnotifempty\n}\n");
        if (directives.contains("dateext")) {
            // Rotated names are of *.log, too: only the file itself is rotated, once a second at most.
            Files.writeString(config, log + " {\n" + directives + "\nrotate " + KEPT + "\n}\n");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_050));
        }
        long begun = System.nanoTime();
        run("/usr/sbin/logrotate", "-f", "-s", folder.resolve("state").toString(), config.toString());
        if (System.nanoTime() - begun >= COPY_STAYS.toNanos()) {
            // Between the end of a copy and the truncation or deletion of its file there may have been as long.
            undecided.addAll(written.subList(Math.max(0, written.size() - 4 * LINES), written.size()));
        }
        append(log, lines(round % 3));
    }

    /** A file that grows elsewhere is copied over, as rsync does: under another name, then renamed. */
    public void rsync(int round) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source")).resolve("app.log");
        append(source, lines(LINES));
        run("rsync", "-t", source.toString(), logs.resolve("app.log").toString());
    }

    /** A file is written aside with what it had and more, and renamed. */
    public void renameOver(int round) throws Exception {
        Path log = logs.resolve("app.log");
        String before = Files.exists(log) ? Files.readString(log) : "";
        Path aside = Files.writeString(logs.resolve("app.log.tmp"), before + lines(LINES));
        Files.move(aside, log, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A program starts anew: its file begins with the same thousand bytes. */
    public void restartWithBanner(int round) throws Exception {
        written.addAll(Arrays.asList(BANNER.split("\n")));
        Files.writeString(logs.resolve("app.log"), BANNER + lines(20 + (round * 7) % 13));
    }

    /** A job writes its file again, of about the same length and with the same first line. */
    public void rewriteShorter(int round) throws Exception {
        String first = "backup of /srv/data to /mnt/backup";
        written.add(first);
        Files.writeString(logs.resolve("backup.log"), first + "\n" + lines(3 - round % 3));
    }

    /** A job writes its file again, byte for byte as long as before; now and then as another file. */
    public void rewriteAtTheSameLength(int round) throws Exception {
        String line = "result of the nightly job " + name + ' ' + (1_000_000 + number++);
        written.add(line);
        Path log = logs.resolve("job.log");
        if (round % 3 == 2) {
            Files.deleteIfExists(log);
        }
        Files.writeString(log, line + '\n');
    }

    /** A link is switched to the next file while the last one has just grown. */
    public void switchLink(int round) throws Exception {
        Path real = Files.createDirectories(logs.resolve("real"));
        Path link = logs.resolve("current.log");
        if (Files.exists(link)) {
            append(link, lines(LINES));
        }
        Path next = real.resolve("r" + number + ".txt");
        append(next, lines(3));
        Path aside = Files.createSymbolicLink(logs.resolve("current.tmp"), next);
        Files.move(aside, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A job creates its file empty, writes a moment later, and deletes it at its end. */
    public void liveShortly(int round) throws Exception {
        Path log = Files.createFile(logs.resolve("job-" + number + ".log"));
        life.pass(Duration.ofMillis(100));
        append(log, lines(10));
        life.pass(Duration.ofMillis(900));
        Files.delete(log);
    }

    /** Another member is appended to a compressed file. */
    public void appendMember(int round) throws Exception {
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(member)) {
            out.write(lines(LINES).getBytes(UTF_8));
        }
        Files.write(logs.resolve("all.gz"), member.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** A stack trace is cut by a rotation. */
    public void cutEvent(int round) throws Exception {
        Path log = logs.resolve("app.log");
        String first = "an event of " + name + " with number " + number++ + "\n\tat a.B.c(B.java:1)";
        long begun = System.nanoTime();
        append(log, first + '\n');
        Files.move(log, log.resolveSibling("app.log." + number));
        String rest = "\tat a.B.d(B.java:2)";
        append(log, rest + '\n');
        boolean inTime = System.nanoTime() - begun < EVENT_IDLE.toNanos();
        append(log, lines(1));
        String head = first.replace('\n', '\r');
        if (inTime) {
            written.add(head + '\r' + rest);
        } else {
            undecided.addAll(List.of(head + '\r' + rest, head, rest));
        }
    }

    /** Files that are there all at once. */
    public void manyFiles(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Path file = logs.resolve("d" + i % 50);
            append(Files.createDirectories(file).resolve("f" + i + ".log"), lines(1));
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said);
        }
    }
}
