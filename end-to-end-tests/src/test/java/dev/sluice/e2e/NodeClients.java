// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The scripts of {@code src/test/npm}, with the packages of its lock file, which npm fetches once. */
final class NodeClients {

    private static final Path SOURCES = Path.of("src", "test", "npm");
    private static final Path FOLDER = Path.of("target", "npm");
    private static final long PATIENCE_SECONDS = 300;

    private NodeClients() {}

    /** Fetches the packages where they are not there yet. Without npm the tests are left out; but they fail if {@code CI} is {@code true}. */
    static void install() throws IOException, InterruptedException {
        if (!isThere("node") || !isThere("npm")) {
            String message = "node and npm are not installed; on Debian: apt-get install nodejs npm";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            abort(message);
        }
        Files.createDirectories(FOLDER);
        Path installed = FOLDER.resolve("installed.json");
        Path lock = SOURCES.resolve("package-lock.json");
        boolean isInstalled = Files.exists(installed) && Files.mismatch(installed, lock) < 0;
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                Files.write(FOLDER.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        if (!isInstalled) {
            run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
            Files.copy(lock, installed, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Runs a script to its end, which must be a good one. */
    static void send(String script, String address, int count, String name) throws IOException, InterruptedException {
        run(List.of("node", script, address, Integer.toString(count), name));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("sluice-npm-", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail(command + " did not end: " + Files.readString(output));
            }
            assertThat(process.exitValue())
                    .as(() -> command + " said: " + said(output))
                    .isZero();
        } finally {
            Files.delete(output);
        }
    }

    private static String said(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
