// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The API token: given, or in a file that is read again after the server has refused it (mounted secrets are changed in place). */
final class Token {

    private final Path file;
    private volatile String value;

    Token(String value, Path file) {
        this.value = value;
        this.file = file;
    }

    /** The token, or null if there is none. */
    String current() throws IOException {
        String token = value;
        if (token == null && file != null) {
            token = Files.readString(file, UTF_8).strip();
            value = token;
        }
        return token;
    }

    void refused() {
        if (file != null) {
            value = null;
        }
    }
}
