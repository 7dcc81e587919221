// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;

/**
 * Ends a process when this JVM ends, however that happens: also by kill -9, when no shutdown hook runs.
 *
 * <p>It is a shell that reads from a pipe whose other end this JVM holds. The kernel closes that end when the JVM is gone, the shell reads the
 * end of the file, sends SIGTERM, and after a while SIGKILL.
 */
final class ProcessWatchdog implements AutoCloseable {

    private static final String SCRIPT = """
            trap '' INT HUP
            read -r _
            kill -TERM "$1" 2>/dev/null || exit 0
            waited=0
            while [ $waited -lt 20 ] && kill -0 "$1" 2>/dev/null; do
              sleep 1
              waited=$((waited + 1))
            done
            kill -KILL "$1" 2>/dev/null
            """;

    private final Process shell;

    private ProcessWatchdog(Process shell) {
        this.shell = shell;
    }

    static ProcessWatchdog of(ProcessHandle process) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", SCRIPT, "sluice-watchdog", Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new ProcessWatchdog(shell);
    }

    /** Lets go: the process may outlive this JVM from here on. */
    @Override
    public void close() {
        // Not by closing the pipe, which would be the signal.
        shell.destroyForcibly();
    }
}
