// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import dev.sluice.model.EventIdSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The secret of event ids, in a file of the data folder that only its owner can read: as old as the data whose ids were made with it. */
final class EventIdSecretFile {

    private static final String NAME = "event-id-secret";

    private EventIdSecretFile() {}

    /**
     * Reads the file; makes it where there is none.
     *
     * @throws StandaloneException if it cannot be read or made, or holds no secret; the message names it
     */
    static String in(Path data) {
        Path file = data.resolve(NAME);
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            String secret = Files.readString(file).strip();
            EventIdSecret.parse(secret);
            return secret;
        } catch (IOException | IllegalArgumentException e) {
            throw new StandaloneException(
                    file + " holds the secret of event ids and can't be used: " + e.getMessage()
                            + ". Put it back from a backup; without it, lines that are sent again get other ids",
                    e);
        }
    }

    private static void make(Path file) throws IOException {
        Path temporary = Files.createTempFile(
                file.getParent(),
                NAME,
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, EventIdSecret.generate() + "\n");
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
