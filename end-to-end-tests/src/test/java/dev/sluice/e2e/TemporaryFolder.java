// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder outside the build, since other users than the build's must be able to enter it. */
final class TemporaryFolder implements AutoCloseable {

    private final Path path;

    TemporaryFolder(String name) throws IOException {
        path = Files.createTempDirectory("sluice-" + name + "-");
    }

    Path path() {
        return path;
    }

    void delete() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        delete();
    }
}
