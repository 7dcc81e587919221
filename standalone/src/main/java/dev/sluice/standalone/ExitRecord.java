// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/**
 * Why the last instance on a data folder ended, if nobody asked it to: {@code exit-reason.txt} in that folder, one sentence. A JVM that runs out of
 * memory has it written by the launcher's options, so it is plain text.
 *
 * @param at when it ended
 * @param reason with the way out, if one is known
 */
public record ExitRecord(Instant at, String reason) {

    private static final String NAME = "exit-reason.txt";
    private static final String PREFIX = "sluice: ";

    /** Of an instance that could not write one. */
    private static final String KILLED = "it was killed, or the machine went down; sluice.log has its last messages";

    /** Keeps the reason; what cannot be kept has been printed at least. */
    public static void write(Path data, String reason) {
        try {
            if (Files.isDirectory(data)) {
                Files.writeString(data.resolve(NAME), PREFIX + reason + System.lineSeparator());
            }
        } catch (IOException ignored) {
            // The disk may be what is broken.
        }
    }

    static void clear(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }

    /** How the last instance on the folder ended; empty if it was stopped, or there never was one. */
    public static Optional<ExitRecord> read(Path data) throws IOException {
        Path file = data.resolve(NAME);
        if (Files.exists(file)) {
            String text = Files.readString(file).strip();
            String reason = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
            return Optional.of(new ExitRecord(timeOf(file), reason));
        }
        if (InstanceFile.exists(data)) {
            Path log = data.resolve("sluice.log");
            return Optional.of(new ExitRecord(timeOf(Files.exists(log) ? log : InstanceFile.in(data)), KILLED));
        }
        return Optional.empty();
    }

    private static Instant timeOf(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        return Instant.ofEpochSecond(time.toInstant().getEpochSecond());
    }
}
