// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotated files are found by their names, whether or not a glob names them; whoever may write in the folder may give a link such a name. */
class RotatedLinksTest {

    @TempDir
    private Path folder;

    private Path logs;
    private Path secret;
    private Problems problems;

    @BeforeEach
    void files() throws IOException {
        logs = Files.createDirectory(folder.toRealPath().resolve("logs"));
        secret = Files.writeString(
                Files.createDirectory(folder.resolve("elsewhere")).resolve("key"), "secret\n");
        Files.writeString(logs.resolve("app.log"), "line\n");
        problems = new Problems(
                new AgentLog(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8), Clock.systemUTC()),
                Clock.systemUTC());
    }

    @Test
    void oneThatLeadsOutsideIsLeftOutAndSaid() throws IOException {
        Files.createSymbolicLink(logs.resolve("app.log.1"), secret);

        assertThat(found(List.of(logs.toString()))).containsExactly("app.log");
        assertThat(problems.counts()).containsEntry(Problems.Kind.LINK, 1);
    }

    @Test
    void oneThatStaysInsideIsFollowed() throws IOException {
        Files.writeString(logs.resolve("older"), "older\n");
        Files.createSymbolicLink(logs.resolve("app.log.1"), logs.resolve("older"));

        assertThat(found(List.of(logs.toString()))).containsExactlyInAnyOrder("app.log", "app.log.1");
    }

    @Test
    void whereAllLinksAreFollowedSoIsThisOne() throws IOException {
        Files.createSymbolicLink(logs.resolve("app.log.1"), secret);

        assertThat(found(List.of("/"))).containsExactlyInAnyOrder("app.log", "app.log.1");
    }

    private List<String> found(List<String> inside) {
        InputSettings input = TextInput.of("app", List.of(logs + "/*.log"), List.of(), Multiline.preset("indented"));
        Discovery discovery = new Discovery(
                List.of(input),
                new OwnFiles(folder.resolve("data")),
                LinkPolicy.of(inside, List.of(input), true),
                problems);
        return discovery.find(List.of()).values().stream()
                .map(file -> file.path().getFileName().toString())
                .toList();
    }
}
