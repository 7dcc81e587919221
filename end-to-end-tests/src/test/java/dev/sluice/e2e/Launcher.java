// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./sluice} as a person at a terminal does. */
final class Launcher {

    private static final long PATIENCE_SECONDS = 180;

    private final Path data;
    private final int portOffset;
    private final Map<String, String> environment;

    /** What a command that ended said. */
    record Outcome(int exitCode, String output) {}

    Launcher(Path data, int portOffset, Map<String, String> environment) {
        this.data = data;
        this.portOffset = portOffset;
        this.environment = environment;
    }

    /** Runs a command until its end. */
    Outcome run(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("sluice-", ".out");
        try {
            Process process = start(output, arguments);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "./sluice " + String.join(" ", arguments) + " did not end: " + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    /** Starts a command and leaves it running. */
    Process start(Path output, String... arguments) throws IOException {
        // Whoever runs the tests in the background has them ignore Ctrl-C, and a child inherits that.
        List<String> command =
                new ArrayList<>(List.of("env", "--default-signal=INT", System.getProperty("sluice.launcher")));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString(), "--port-offset", Integer.toString(portOffset)));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What Ctrl-C does. */
    static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }
}
