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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of several inputs that name a file the first has it, whenever the file was made: else a rotation changes what a log is taken for. */
class InputOwnershipTest {

    @TempDir
    private Path folder;

    private Path logs;

    @BeforeEach
    void logs() throws IOException {
        logs = Files.createDirectory(folder.toRealPath().resolve("logs"));
    }

    @Test
    void theFirstInputHasAFileThatIsMadeAfterItsFolderWasListed() {
        Map<String, String> found = found("app.log", input("web", "/*.log"), input("all", "/*"));

        assertThat(found).containsExactly(Map.entry("app.log", "web"));
    }

    @Test
    void theFirstInputHasARotationThatIsMadeAfterItsFolderWasListed() throws IOException {
        Files.writeString(logs.resolve("app.log"), "line\n");

        Map<String, String> found = found("app.log.1", input("web", "/app.log", "/none"), input("all", "/*"));

        assertThat(found).containsExactly(Map.entry("app.log", "web"), Map.entry("app.log.1", "web"));
    }

    @Test
    void whatTheFirstInputDoesNotNameOrExcludesIsTheNextOnes() {
        assertThat(found("app.txt", input("web", "/*.log"), input("all", "/*")))
                .containsExactly(Map.entry("app.txt", "all"));
        assertThat(found("app.tmp", input("web", "/*.tmp"), input("all", "/*")))
                .containsExactly(Map.entry("app.txt", "all"));
    }

    /** @param made once the first input, a glob of which names nothing, has looked and says so */
    private Map<String, String> found(String made, InputSettings... inputs) {
        OutputStream onWord = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (Files.notExists(logs.resolve(made))) {
                    Files.writeString(logs.resolve(made), "line\n");
                }
            }
        };
        AgentLog log = new AgentLog(new PrintStream(onWord, true, UTF_8), Clock.systemUTC());
        Discovery discovery = new Discovery(
                List.of(inputs),
                new OwnFiles(folder.resolve("data")),
                LinkPolicy.of(List.of("/"), List.of(inputs), false),
                new Problems(log, Clock.systemUTC()));
        Map<String, String> found = new TreeMap<>();
        discovery
                .find(List.of())
                .values()
                .forEach(file -> found.put(
                        file.path().getFileName().toString(), file.input().name()));
        return found;
    }

    private InputSettings input(String name, String... globs) {
        return TextInput.of(
                name,
                Arrays.stream(globs).map(glob -> logs + glob).toList(),
                List.of("app.tmp"),
                Multiline.preset("indented"));
    }
}
