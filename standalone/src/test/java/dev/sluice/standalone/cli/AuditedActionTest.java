// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who did what to others' data, when, and what came of it. */
class AuditedActionTest {

    private static final String TIMES = "--from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aTokenLeavesWhoWhenWhatAndTheResultAndNoSecret() throws IOException {
        assertThat(run("token new web --namespace prod", "--audit-file", trail().toString()))
                .isZero();

        assertThat(lines()).hasSize(2).allSatisfy(line -> {
            assertThat(line.path("who").asString()).startsWith(System.getProperty("user.name") + '@');
            assertThat(Instant.parse(line.path("at").asString()))
                    .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
            assertThat(line.path("what").asString()).startsWith("token new web --namespace prod");
        });
        assertThat(lines().getFirst().path("state").asString()).isEqualTo("begun");
        assertThat(lines().getLast().path("state").asString()).isEqualTo("ended");
        assertThat(lines().getLast().path("result").asString()).isEqualTo("made a secret for 'web'");
        String secret = out.toString().strip().substring("web.".length());
        assertThat(trail()).content().doesNotContain(secret);
        assertThat(Files.getPosixFilePermissions(trail())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** Nothing runs here, so each of them fails, which is a result too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dlq discard --every --yes",
                "dlq replay --every",
                "replay --namespace again " + TIMES,
                "rehydrate --dataset shop " + TIMES,
                "lake compact --dataset shop",
                "partitions 16",
            })
    void whatFailsIsKeptInTheDataFolder(String command) throws IOException {
        assertThat(run(command, "--data", folder.resolve("data").toString())).isEqualTo(1);

        Path trail = folder.resolve("data/audit.ndjson");
        assertThat(read(trail))
                .extracting(line -> line.path("state").asString())
                .containsExactly("begun", "ended");
        assertThat(read(trail).getLast().path("what").asString()).startsWith(command);
        assertThat(read(trail).getLast().path("result").asString()).startsWith("failed: nothing runs on " + folder);
        assertThat(Files.getPosixFilePermissions(trail.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void valuesOfSettingsMayBeKeysAndAreNotKept() throws IOException {
        run(
                "lake compact --set sluice.sink.s3.client.secret-key=hunter2 --older-than nonsense",
                "--audit-file",
                trail().toString());
        assertThat(Files.exists(trail())).as("wrong usage does nothing").isFalse();

        run(
                "lake compact --set sluice.sink.s3.client.secret-key=hunter2 --set=sluice.sink.s3.bucket=A_B",
                "--audit-file",
                trail().toString());

        assertThat(trail())
                .content()
                .contains("--set sluice.sink.s3.client.secret-key=", "--set=sluice.sink.s3.bucket=… ")
                .doesNotContain("hunter2");
        assertThat(lines()).hasSize(2);
    }

    @Test
    void nothingIsDoneThatCannotBeKept() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(run("token new web", "--audit-file", file.resolve("audit").toString()))
                .isEqualTo(1);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("sluice: what is done cannot be kept in ")
                .contains("--audit-file");
    }

    @Test
    void whoAsksForHelpDoesNothing() {
        assertThat(run("dlq discard --help", "--audit-file", trail().toString()))
                .isZero();

        assertThat(trail()).doesNotExist();
    }

    private int run(String command, String... more) {
        CommandLine commandLine = Sluice.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of(more));
        return commandLine.execute(arguments.toArray(String[]::new));
    }

    private Path trail() {
        return folder.resolve("audit.ndjson");
    }

    private List<JsonNode> lines() throws IOException {
        return read(trail());
    }

    private static List<JsonNode> read(Path trail) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        try (Stream<String> lines = Files.lines(trail)) {
            return lines.map(json::readTree).toList();
        }
    }
}
