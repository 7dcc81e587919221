// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@link HostileSenders} as a program that has what everybody else leaves of the processors. In the world they have machines of their own; here their
 * own work would be taken for what they cost others.
 */
final class HostileProcess implements AutoCloseable {

    static final String VIOLATION = "VIOLATION: ";
    static final String BEGUN = "attacking";

    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private static final int LONGEST_END_MINUTES = 3;

    private final Process process;
    private final Path output;

    /**
     * Returns when all of them are at it.
     *
     * @param token of the sender that has one
     */
    HostileProcess(LimitedServices services, String token, Path output) throws IOException {
        this.output = output;
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HostileSenders.class.getName(),
                token,
                String.valueOf(services.syslogPort()),
                String.valueOf(services.syslogTlsPort())));
        services.httpPorts().forEach((name, port) -> command.add(name + "=" + port));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await("the attackers are at it")
                .atMost(LONGEST_START)
                .until(() -> Files.readString(output, UTF_8).contains(BEGUN));
    }

    /** Ends them; returns what was answered to each, a line each. */
    List<String> stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        boolean ended = process.waitFor(LONGEST_END_MINUTES, TimeUnit.MINUTES);
        List<String> said = new ArrayList<>(Files.readAllLines(output, UTF_8));
        if (!ended || process.exitValue() != 0) {
            said.add(VIOLATION + "the attackers' process did not end well");
        }
        return said;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
