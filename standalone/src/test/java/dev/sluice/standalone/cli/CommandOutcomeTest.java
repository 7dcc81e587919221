// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a process of its own, where what it needs is not there: the exit code, and one sentence that is all it says. */
class CommandOutcomeTest {

    /** Nobody listens there. */
    private static final String AWAY = "127.0.0.1:1";

    private static final String SPAN = "--from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z";
    private static final String STORES = " --set sluice.sink.s3.client.region=us-east-1"
            + " --set sluice.sink.s3.client.endpoint=http://" + AWAY
            + " --set sluice.sink.elasticsearch.uris=http://" + AWAY
            + " --set spring.kafka.bootstrap-servers=" + AWAY;

    @TempDir
    private Path folder;

    private record Outcome(int exitCode, String output) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dlq summary --kafka " + AWAY,
                "dlq replay --every --kafka " + AWAY,
                "replay --namespace again --kafka " + AWAY + " " + SPAN,
                "rules history --kafka " + AWAY + "," + AWAY,
                "ledger --kafka " + AWAY,
                "lake compact" + STORES,
                "erase --field user.name --value alice --yes" + STORES
            })
    void aBrokerThatDoesNotAnswerIsSaidAtOnce(String command) throws Exception {
        Outcome outcome = run(command.split(" "));

        assertThat(outcome.output())
                .startsWith("sluice: no broker answers at " + AWAY)
                .endsWith("(Connection refused); look whether Kafka runs there, or name other brokers\n")
                .hasLineCount(1);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void anAddressThatIsNoneIsOneSentence() throws Exception {
        Outcome outcome = run("dlq", "list", "--kafka", "not-an-address");

        assertThat(outcome.output())
                .startsWith("sluice: no broker answers at not-an-address (")
                .hasLineCount(1);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void aSettingThatCannotBeIsNamedWithWhatItMustBe() throws Exception {
        String command = "rehydrate --dataset shop " + SPAN + STORES + " --set sluice.sink.s3.bucket=b";

        Outcome outcome = run(command.split(" "));

        assertThat(outcome.output())
                .isEqualTo("sluice: sluice.sink.s3.bucket must be the name of a bucket: 3 to 63 of a-z 0-9 . -, was"
                        + " 'b'\n");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void aSettingOfTheWrongKindIsNamedWithItsValue() throws Exception {
        String command = "lake compact" + STORES + " --set sluice.sink.s3.file.max-age=soon";

        Outcome outcome = run(command.split(" "));

        assertThat(outcome.output())
                .startsWith("sluice: sluice.sink.s3.file.max-age cannot be 'soon': ")
                .hasLineCount(1);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    /** Of a folder that would be made there, and of one that is there. */
    @ParameterizedTest
    @ValueSource(strings = {"disk/data", "disk"})
    void aReadOnlyDiskIsOneSentence(String data) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path path = folder.resolve(data);
        assumeTrue(
                start(folder.resolve("probe"), List.of("unshare", "--mount", "true")) == 0,
                "only root has mounts of its own");
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "sh", "-c", "mount -t tmpfs -o ro tmpfs " + disk + " && exec \"$@\""));
        command.add("sluice");
        command.addAll(java("up", "--data", path.toString()));

        Outcome outcome = outcomeOf(command);

        assertThat(outcome.output())
                .contains("sluice: data folder " + path + " for Sluice cannot be written (Read-only file system);"
                        + " choose another with --data\n")
                .doesNotContain("\tat ");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    /** {@code 2> file}: what moves a cursor is nothing to keep. */
    @Test
    void howFarItIsIsShownAtATerminalAndWrittenToNoFile() throws Exception {
        Path file = folder.resolve("errors");
        String up = shortCommand() + " up --detach --min-free 900TB --data " + folder.resolve("data");

        Outcome seen = inTerminal(up);
        assertThat(seen.output()).contains("\r\u001b[KStarting … ").contains("sluice: it did not start: ");

        Outcome kept = inTerminal(up + " 2> " + file);
        assertThat(kept.output()).doesNotContain("\u001b");
        assertThat(Files.readString(file))
                .startsWith("sluice: it did not start: ")
                .doesNotContain("\r", "\u001b");
        assertThat(kept.exitCode()).isEqualTo(1);
    }

    /** Of a command as long as a test's the system does not tell the arguments, with which what goes to the background begins anew. */
    private String shortCommand() throws IOException {
        List<String> command = java();
        Path arguments = Files.write(folder.resolve("arguments"), command.subList(1, command.size()));
        return command.getFirst() + " @" + arguments;
    }

    /** With a person before it. */
    private Outcome inTerminal(String command) throws IOException, InterruptedException {
        return outcomeOf(List.of("script", "--quiet", "--return", "--command", command, "/dev/null"));
    }

    /** An agent waits for its ingest, as it would for one that is started anew; but it says so, and Ctrl-C ends it. */
    @Test
    void tailSaysThatNobodyTakesItsLines() throws Exception {
        Path file = Files.writeString(folder.resolve("shop.log"), "one\n");
        Path output = folder.resolve("tail.out");
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(java("tail", file.toString(), "--url", "http://" + AWAY, "--positions", folder + "/positions"));
        Process tail = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await("it says so")
                    .atMost(Duration.ofSeconds(60))
                    .failFast("it ended", () -> !tail.isAlive())
                    .until(() -> Files.readString(output).contains("WARN  sending failed"));
            assertThat(Files.readString(output))
                    .contains("http://" + AWAY)
                    .contains("reason=\"java.net.ConnectException: Connection refused\"")
                    .doesNotContain("\tat ");
            new ProcessBuilder("kill", "-INT", Long.toString(tail.pid()))
                    .start()
                    .waitFor();
            assertThat(tail.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(tail.exitValue()).isZero();
        } finally {
            tail.destroyForcibly();
        }
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.resolve("nothing").toString()));
        return outcomeOf(java(all.toArray(String[]::new)));
    }

    private Outcome outcomeOf(List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        int exitCode = start(output, command);
        return new Outcome(exitCode, Files.readString(output));
    }

    private static int start(Path output, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(50, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command.getLast() + " did not end: " + Files.readString(output));
        }
        return process.exitValue();
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Sluice.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
