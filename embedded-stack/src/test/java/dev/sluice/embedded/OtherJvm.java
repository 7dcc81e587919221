// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with our class path, to be killed. */
final class OtherJvm implements AutoCloseable {

    private static final String READY = "ready ";

    private final Process process;
    private final List<String> report;

    private OtherJvm(Process process, List<String> report) {
        this.process = process;
        this.report = report;
    }

    /** Runs {@code main} until it has called {@link #reportReady}. */
    static OtherJvm start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-D" + ElasticsearchHome.PROPERTY + "=" + System.getProperty(ElasticsearchHome.PROPERTY),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> output = new ArrayList<>();
        BufferedReader reader = process.inputReader();
        String line = reader.readLine();
        while (line != null && !line.startsWith(READY)) {
            output.add(line);
            line = reader.readLine();
        }
        assertThat(line).as("report of %s, which wrote %s", main, output).isNotNull();
        return new OtherJvm(process, List.of(line.substring(READY.length()).split(" ")));
    }

    /** For the other JVM: says that all is up, and waits to be killed. */
    static void reportReady(Object... words) throws InterruptedException {
        StringBuilder line = new StringBuilder(READY);
        for (Object word : words) {
            line.append(word).append(' ');
        }
        System.out.println(line);
        Thread.currentThread().join();
    }

    /** The words it said when it was ready. */
    List<String> report() {
        return report;
    }

    List<ProcessHandle> children() {
        return process.children().toList();
    }

    /** SIGKILL: no shutdown hook runs. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
