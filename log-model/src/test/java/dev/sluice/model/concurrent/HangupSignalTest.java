// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a process of its own, which would end by a signal that it does not handle. */
@Timeout(60)
class HangupSignalTest {

    @Test
    void eachOneHasFilesReadAgainAndTheProcessGoesOn() throws Exception {
        Process process = start("handles");
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).isEqualTo("ready");
            for (int i = 0; i < 2; i++) {
                hangUp(process);
                assertThat(said.readLine()).isEqualTo("read again");
            }
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aProcessThatDoesNotHandleItEnds() throws Exception {
        Process process = start("ends");
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).isEqualTo("ready");
            hangUp(process);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String how) throws Exception {
        // Whoever runs the tests in the background has them ignore it, and a child inherits that.
        return new ProcessBuilder(
                        "env",
                        "--default-signal=HUP",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        how)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void hangUp(Process process) throws Exception {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws InterruptedException {
            if (arguments[0].equals("handles")) {
                HangupSignal.handle(() -> System.out.println("read again"));
            }
            System.out.println("ready");
            Thread.sleep(60_000);
        }
    }
}
