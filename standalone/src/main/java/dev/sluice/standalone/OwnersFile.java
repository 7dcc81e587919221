// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A file with a secret, which only its owner can read, from its first byte on. */
final class OwnersFile {

    private OwnersFile() {}

    /** Replaces what is there, also a link: it is not followed. */
    static void write(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
    }
}
