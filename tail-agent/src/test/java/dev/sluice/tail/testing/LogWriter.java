// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes lines and does to their files what programs and administrators do. It knows which lines, and events of several lines, it has written. */
public final class LogWriter {

    private static final int LINES = 200;
    private static final String BANNER = "=".repeat(70) + "\n" + ":: setting = value\n".repeat(60) + ":: ready\n";

    private final Path folder;
    private final Path logs;
    private final List<String> written = new ArrayList<>();
    private int number;

    /**
     * @param folder for what is not followed
     * @param logs for what is
     */
    public LogWriter(Path folder, Path logs) {
        this.folder = folder;
        this.logs = logs;
    }

    /** All lines and events so far, as the server should have them. */
    public List<String> written() {
        return List.copyOf(written);
    }

    private String lines(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String line = "a line of the usual length, more or less, with number " + number++;
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
        Files.writeString(config, logs + "/*.log {\n" + directives + "\nrotate 100\nmissingok\nnotifempty\n}\n");
        if (directives.contains("dateext")) {
            // Rotated names are of *.log, too: only the file itself is rotated, once a second at most.
            Files.writeString(config, log + " {\n" + directives + "\nrotate 100\n}\n");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_050));
        }
        run("/usr/sbin/logrotate", "-f", "-s", folder.resolve("state").toString(), config.toString());
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

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said);
        }
    }
}
