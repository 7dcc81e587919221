// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Other people's programs, which some tests run since nothing else is a better proof. */
public final class Programs {

    private Programs() {}

    /** The program's file. Where it is not installed, the test is left out; but it fails if {@code CI} is {@code true}, where all of them must be. */
    public static Path require(String name, String debianPackage) {
        Stream<String> folders =
                Stream.concat(Arrays.stream(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"));
        Path program = folders.map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        return program == null ? missing(name, debianPackage) : program;
    }

    /** The same for a file that a program loads. */
    public static void requireFile(Path file, String debianPackage) {
        if (!Files.exists(file)) {
            missing(file.toString(), debianPackage);
        }
    }

    private static Path missing(String name, String debianPackage) {
        String message = name + " is not installed; on Debian: apt-get install " + debianPackage;
        return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
    }

    /** Runs a program to its end, which must be a good one. */
    public static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            fail(command + " ended with " + process.exitValue() + ": " + output);
        }
    }
}
