// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;

/** One server, started when first asked for, closed and its folder removed when the JVM exits. */
final class SharedServer<T extends AutoCloseable> {

    private final String name;
    private final Function<Path, T> start;
    private T server;

    SharedServer(String name, Function<Path, T> start) {
        this.name = name;
        this.start = start;
    }

    synchronized T get() {
        if (server == null) {
            Path data = temporaryFolder();
            server = start.apply(data);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(data), "close-shared-" + name));
        }
        return server;
    }

    private Path temporaryFolder() {
        try {
            return Files.createTempDirectory("sluice-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void close(Path data) {
        try {
            server.close();
            remove(data);
        } catch (Exception e) {
            // Logging may be gone by now.
            System.err.println("shared " + name + " in " + data + " was not cleaned up: " + e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
