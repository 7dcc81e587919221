// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs {@code ./sluice} as a person at a terminal does. */
final class Launcher {

    /** As a terminal has it. */
    static final int CTRL_C = 3;

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
        ProcessBuilder builder =
                new ProcessBuilder(command(arguments)).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> command(String... arguments) {
        // Whoever runs the tests in the background has them ignore Ctrl-C, and a child inherits that.
        List<String> command =
                new ArrayList<>(List.of("env", "--default-signal=INT", System.getProperty("sluice.launcher")));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString(), "--port-offset", Integer.toString(portOffset)));
        return command;
    }

    /**
     * Starts a command at a terminal of its own, with a person before it: what is written to the process is typed, {@link #CTRL_C} too.
     *
     * @param output all that the terminal shows, with what moves its cursor
     */
    Process startInTerminal(Path output, String... arguments) throws IOException {
        String line = command(arguments).stream()
                .map(word -> '\'' + word.replace("'", "'\\''") + '\'')
                .collect(Collectors.joining(" "));
        ProcessBuilder builder = new ProcessBuilder("script", "--quiet", "--return", "--command", line, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** What Ctrl-C does. */
    static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }
}
