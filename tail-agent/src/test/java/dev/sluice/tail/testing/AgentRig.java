// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.tail.TailAgent;
import dev.sluice.tail.config.ConfigReader;
import dev.sluice.tail.telemetry.AgentLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** An agent in this process, in a folder of its own, that follows {@code logs/} quickly. */
public final class AgentRig implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    public final Path folder;
    public final Path logs;
    public final IngestStub server;
    private final String inputs;
    private String serverSettings = "";
    private String followSettings = "";
    private TailAgent agent;

    /** @param inputs YAML of the inputs, in which {@code LOGS} stands for the folder of logs */
    public AgentRig(Path folder, String inputs) throws IOException {
        this(folder, inputs, new IngestStub());
    }

    /** The same, into a server of one's own, which is closed with the rig. */
    public AgentRig(Path folder, String inputs, IngestStub server) throws IOException {
        this.folder = folder;
        this.logs = Files.createDirectories(folder.resolve("logs"));
        this.server = server;
        this.inputs = inputs.replace("LOGS", logs.toString());
    }

    public AgentRig serverSettings(String yaml) {
        serverSettings = yaml;
        return this;
    }

    public AgentRig followSettings(String yaml) {
        followSettings = yaml;
        return this;
    }

    public String config() {
        return """
                server:
                  url: %s
                  linger: 20ms
                  retry-first: 10ms
                  retry-most: 50ms
                %s
                agent:
                  data: %s
                  operations: 127.0.0.1:0
                  stop-within: 3s
                follow:
                  poll: 10ms
                  scan: 100ms
                %s
                inputs:
                %s
                """.formatted(
                server.url(), serverSettings.indent(2), folder.resolve("data"), followSettings.indent(2), inputs);
    }

    public TailAgent start() throws IOException {
        Path file = folder.resolve("agent.yaml");
        Files.writeString(file, config());
        PrintStream log = Boolean.getBoolean("agent.log")
                ? System.err
                : new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
        agent = TailAgent.start(new ConfigReader(Map.of()).read(file), new AgentLog(log, Clock.systemUTC()));
        return agent;
    }

    public TailAgent agent() {
        return agent;
    }

    /** Stops the agent; {@link #start} goes on where it was. */
    public void stop() {
        agent.stop();
    }

    public Path log(String name) {
        return logs.resolve(name);
    }

    /** Appends, and makes the file if need be. */
    public void append(String name, String text) throws IOException {
        Files.writeString(log(name), text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public void rename(String from, String to) throws IOException {
        Files.move(log(from), log(to));
    }

    public void awaitLines(String... lines) {
        awaitLines(List.of(lines));
    }

    /** Waits for exactly these lines, each stream's in order. */
    public void awaitLines(List<String> lines) {
        Awaitility.await()
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> Assertions.assertThat(server.texts()).containsExactlyInAnyOrderElementsOf(lines));
        Assertions.assertThat(server.gaps()).isZero();
    }

    public void awaitMetric(String name, double atLeast) {
        Awaitility.await()
                .atMost(LONGEST)
                .untilAsserted(() -> Assertions.assertThat(metric(name)).isGreaterThanOrEqualTo(atLeast));
    }

    public double metric(String name) {
        Matcher matcher =
                Pattern.compile("(?m)^sluice_tail_" + name + " (\\S+)$").matcher(agent.metrics());
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }

    /** Lines of the dead-letter file. */
    public List<String> deadLetters() {
        try {
            Path file = folder.resolve("data").resolve("dead-letters.ndjson");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.stop();
        }
        server.close();
    }
}
