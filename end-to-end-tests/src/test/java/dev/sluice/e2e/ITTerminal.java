// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./sluice} at a terminal, where people wait: it shows how far it is, and takes that away again; where nobody sits it does not. */
@ExtendWith(LedgerJudge.class)
class ITTerminal {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ALL = "{\"match_all\":{}}";

    /** Of a line that is written over. */
    private static final String CLEAR_LINE = "\r\u001b[K";

    /** Ctrl-D. */
    private static final String END_OF_INPUT = "\u0004";

    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";
    private static final String GOOD = "192.0.2.1 - - [28/Feb/2026:10:00:00 +0000] \"GET /terminal HTTP/1.1\" 200 5";
    private static final String BAD = "192.0.2.1 - - [31/Feb/2026:10:00:00 +0000] \"GET /terminal HTTP/1.1\" 200 5";

    private final SharedSluice sluice = SharedSluice.get();

    @TempDir
    private Path folder;

    @Test
    void whoeverWaitsSeesHowFarItIs() throws Exception {
        Instant start = Instant.now();
        send("terminal", GOOD + '\n' + BAD);
        await("the line is in both stores").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(sluice.elasticsearch().count("logs-apache.access-terminal", ALL))
                    .isEqualTo(1);
            assertThat(sluice.lake().events("apache.access", "terminal")).hasSize(1);
        });
        String[] letters = {"--reason", "BAD_TIMESTAMP", "--from", start.toString(), "--topic", "logs.raw-dlt"};
        awaitCount("1", letters);

        showsProgress(" objects, ", "rehydrate", "--dataset", "apache.access", "--source", "terminal")
                .with("--from", "2026-02-28T10:00:00Z", "--to", "2026-02-28T11:00:00Z", "--namespace", "again")
                .with("--progress-file", folder.resolve("rehydrated").toString())
                .thenSays(" events brought, 0 rejected by Elasticsearch");
        showsProgress("1 replayed", "dlq", "replay")
                .with(letters)
                .thenSays("1 replayed; left alone: 0 replayed before");
        showsProgress(" chunks, ", "replay", "--namespace", "replayed")
                .with("--from", start.toString(), "--to", Instant.now().toString())
                .thenSays(" MB replayed; 0 records left");
        showsProgress("Looking for hours to merge …", "lake", "compact", "--dataset", "apache.access")
                .thenSays(" objects merged into ");
        showsProgress(
                        "Looking for the events …",
                        "erase",
                        "--field",
                        "user.name",
                        "--value",
                        "nobody-of-that-name",
                        "--yes")
                .thenSays("deleted; erasure ");
    }

    @Test
    void discardingManyLettersAsksForTheirNumber() throws Exception {
        Instant start = Instant.now();
        send("terminal_discard", BAD.replace("/terminal", "/one") + '\n' + BAD.replace("/terminal", "/two"));
        String[] letters = {"--reason", "BAD_TIMESTAMP", "--from", start.toString(), "--topic", "logs.raw-dlt"};
        awaitCount("2", letters);

        for (String other : List.of("yes\r", "\r", "22\r", END_OF_INPUT)) {
            Typed refused = discard(letters, other);
            assertThat(refused.shown())
                    .contains("2 letters would be discarded for good")
                    .contains("sluice: nothing was discarded")
                    .doesNotContain("\tat ");
            assertThat(refused.exitCode()).as(refused.shown()).isEqualTo(1);
        }
        awaitCount("2", letters);

        Typed confirmed = discard(letters, "2\r");
        assertThat(confirmed.shown()).contains("2 discarded; left alone: 0 replayed before, 0 discarded before");
        assertThat(confirmed.exitCode()).isZero();
        awaitCount("0", letters);
    }

    /** What a terminal showed of a command that ended. */
    private record Typed(int exitCode, String shown) {}

    private Typed discard(String[] letters, String answer) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "discard", ".terminal");
        List<String> command = new ArrayList<>(List.of("dlq", "discard"));
        command.addAll(List.of(letters));
        Process terminal = sluice.commandLine().startInTerminal(output, command.toArray(String[]::new));
        await("it asks")
                .atMost(PATIENCE)
                .failFast("it ended", () -> !terminal.isAlive())
                .until(() -> Files.readString(output).contains("Type their number to go on: "));
        terminal.getOutputStream().write(answer.getBytes(UTF_8));
        terminal.getOutputStream().flush();
        assertThat(terminal.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        return new Typed(terminal.exitValue(), Files.readString(output));
    }

    private void awaitCount(String count, String... letters) {
        await(count + " letters").atMost(PATIENCE).untilAsserted(() -> {
            List<String> command = new ArrayList<>(List.of("dlq", "list", "--count"));
            command.addAll(List.of(letters));
            assertThat(run(command.toArray(String[]::new))).isEqualTo(count + '\n');
        });
    }

    @Test
    void aStartShowsItsSecondsUntilCtrlC() throws Exception {
        Path output = folder.resolve("up.terminal");
        int offset = FreePorts.findOffset();
        try (TemporaryFolder data = new TemporaryFolder("terminal-up")) {
            Launcher other = new Launcher(data.path().resolve("data"), offset, Map.of());
            Process up = other.startInTerminal(output, "up");
            await("it shows that it starts")
                    .atMost(PATIENCE)
                    .failFast("it ended", () -> !up.isAlive())
                    .until(() -> Files.readString(output).contains(CLEAR_LINE + "Starting … "));

            press(Launcher.CTRL_C, up);

            assertThat(up.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(up.exitValue()).isEqualTo(130);
            assertThat(Files.readString(output)).contains("Stopped.").doesNotContain("\tat ");
        }
    }

    @Test
    void topIsDrawnAnewUntilCtrlC() throws Exception {
        Path output = folder.resolve("top.terminal");
        Process top = sluice.commandLine().startInTerminal(output, "top", "--interval", "200ms");
        await("it is drawn three times")
                .atMost(PATIENCE)
                .failFast("it ended", () -> !top.isAlive())
                .until(() -> Files.readString(output).split("STAGE ", -1).length > 3);

        press(Launcher.CTRL_C, top);

        assertThat(top.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(top.exitValue()).isEqualTo(130);
        assertThat(Files.readString(output))
                .contains(CLEAR_SCREEN + "STAGE ")
                .contains("\ningest ")
                .doesNotContain("\tat ");
    }

    private void send(String namespace, String lines) throws IOException {
        assertThat(sluice.ingest()
                        .post("format=apache_common&namespace=" + namespace, lines.getBytes(UTF_8))
                        .statusCode())
                .isEqualTo(202);
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        return sluice.commandLine().run(arguments).output();
    }

    private static void press(int key, Process terminal) throws IOException {
        terminal.getOutputStream().write(key);
        terminal.getOutputStream().flush();
    }

    private Waiting showsProgress(String progress, String... command) {
        return new Waiting(progress, List.of(command));
    }

    /**
     * A command for which people wait.
     *
     * @param progress part of what it shows meanwhile
     */
    private final class Waiting {

        private final String progress;
        private final List<String> command;

        private Waiting(String progress, List<String> command) {
            this.progress = progress;
            this.command = new ArrayList<>(command);
        }

        private Waiting with(String... arguments) {
            command.addAll(List.of(arguments));
            return this;
        }

        /** At a terminal after its progress is taken away, and where there is none as the only thing on standard output. */
        private void thenSays(String result) throws IOException, InterruptedException {
            String[] arguments = command.toArray(String[]::new);
            Path output = Files.createTempFile(folder, "terminal", ".out");
            Process terminal = sluice.commandLine().startInTerminal(output, arguments);
            assertThat(terminal.waitFor(180, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            String shown = Files.readString(output);
            assertThat(shown)
                    .as("%s at a terminal", command)
                    .contains(CLEAR_LINE)
                    .contains(result);
            int resultAt = shown.lastIndexOf(result);
            assertThat(shown.substring(0, resultAt))
                    .as("%s before its result", command)
                    .containsPattern("\r\u001b\\[K[^\r]*" + Pattern.quote(progress));
            assertThat(shown.substring(resultAt))
                    .as("%s after its result", command)
                    .doesNotContain("\u001b");
            assertThat(terminal.exitValue()).as(shown).isZero();
            assertThat(run(arguments)).as("%s without a terminal", command).doesNotContain("\u001b", "\r");
        }
    }
}
