// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.testing.AgentProcess;
import dev.sluice.tail.testing.IngestStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, and the signals that operators send. */
class ITSignals {

    @TempDir
    Path folder;

    @Test
    void readsItsConfigurationAgainOnHangUpAndEndsWithStatusZeroOnTerm() throws Exception {
        Path config = folder.resolve("agent.yaml");
        Path output = folder.resolve("agent.out");
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Files.writeString(logs.resolve("first.log"), "first\n");
        Files.writeString(logs.resolve("second.log"), "second\n");
        try (IngestStub server = new IngestStub();
                AgentProcess agent =
                        new AgentProcess(output, List.of("-XX:+UseSerialGC", "-Xmx64m"), config.toString())) {
            Files.writeString(config, config(server, "first.log"));
            agent.start();
            awaitLines(server, "first");

            Files.writeString(config, config(server, "*.log"));
            hangUp(agent);
            awaitLines(server, "first", "second");

            Files.writeString(config, config(server, "*.log").replace("server:", "sever:"));
            hangUp(agent);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.readString(output).contains("new configuration is not taken"));
            Files.writeString(logs.resolve("third.log"), "third\n");
            awaitLines(server, "first", "second", "third");

            assertThat(agent.stop()).isZero();
            assertThat(Files.readString(output)).contains("agent stopped settled=true");
        }
    }

    private static void awaitLines(IngestStub server, String... lines) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.texts()).containsExactly(lines));
    }

    private static void hangUp(AgentProcess agent) throws IOException, InterruptedException {
        long pid = agent.process().pid();
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private String config(IngestStub server, String names) {
        return """
                server: {url: '%s', linger: 20ms}
                agent: {data: '%s', operations: none}
                follow: {poll: 20ms, scan: 100ms}
                inputs:
                - {name: app, paths: ['%s/%s'], format: text}
                """.formatted(server.url(), folder.resolve("data"), folder.resolve("logs"), names);
    }
}
