// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.Programs;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real syslog-ng forwards to us over all transports, by its {@code network} and its {@code syslog} driver. */
class ITSyslogNg {

    /** Where it is unpacked if it is not installed: Debian lets only one syslog daemon be installed. */
    private static final Path UNPACKED = Path.of("..", "benchmarks", "rivals", ".unpacked", "syslog-ng")
            .toAbsolutePath()
            .normalize();

    private static final String VERSION = "3.38";
    private static final int MESSAGES = 1_000;

    @TempDir
    private static Path folder;

    private static Path root;
    private static String kafka;
    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws IOException {
        root = Files.isExecutable(UNPACKED.resolve("usr/sbin/syslog-ng")) ? UNPACKED : Path.of("/");
        Programs.requireFile(
                root.resolve("usr/sbin/syslog-ng"), "syslog-ng-core, or benchmarks/rivals/unpack.sh syslog-ng");
        kafka = SharedStack.kafka().bootstrapServers();
        ingest = SyslogOverAll.start(kafka, folder);
    }

    @AfterAll
    static void stop() {
        if (ingest != null) {
            ingest.close();
        }
    }

    /** Each in order; the {@code syslog} driver numbers them from 1. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UDP | network('127.0.0.1' port(%d) transport('udp')) | <13>[A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} desk app\\[42\\]: message %d",
                "TCP | network('127.0.0.1' port(%d) transport('tcp')) | <13>[A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} desk app\\[42\\]: message %d",
                "TCP | syslog('127.0.0.1' port(%d) transport('tcp'))  | <13>1 [0-9T:.+-]+Z? desk app 42 - \\[meta sequenceId=\"%2$d\"] message %1$d",
                "TLS | syslog('127.0.0.1' port(%d) transport('tls') tls(ca-file('FOLDER/server.crt') cert-file('FOLDER/client.crt') key-file('FOLDER/client.key'))) | <13>1 [0-9T:.+-]+Z? desk app 42 - \\[meta sequenceId=\"%2$d\"] message %1$d",
            })
    void messagesArriveAsTheyWereSent(SyslogTransport transport, String destination, String expected)
            throws IOException, InterruptedException {
        Topic raw = Topic.fromNowOn(kafka, Topics.RAW);
        Path work = Files.createTempDirectory(folder, "syslog-ng");
        StringBuilder messages = new StringBuilder();
        for (int i = 0; i < MESSAGES; i++) {
            messages.append("<13>Nov 22 10:00:00 desk app[42]: message ")
                    .append(i)
                    .append('\n');
        }
        Files.writeString(work.resolve("messages"), messages);
        Path configuration = Files.writeString(work.resolve("syslog-ng.conf"), """
            @version: %1$s
            options { keep-hostname(yes); use-dns(no); };
            source messages { file("%2$s/messages" read-old-records(yes)); };
            destination sluice { %3$s; };
            log { source(messages); destination(sluice); flags(flow-control); };
            """.formatted(
                VERSION,
                work,
                destination.replace("FOLDER", folder.toString()).formatted(SyslogOverAll.port(ingest, transport))));

        Path log = work.resolve("syslog-ng.log");
        Process program = start(configuration, work, log);
        try {
            await("syslog-ng to send: " + log)
                    .atMost(Duration.ofSeconds(60))
                    .during(Duration.ofSeconds(1))
                    .until(() -> !program.isAlive() || lines(raw).size() == MESSAGES);
        } finally {
            program.destroy();
            if (!program.waitFor(10, TimeUnit.SECONDS)) {
                program.destroyForcibly();
            }
        }

        List<String> lines = lines(raw);
        assertThat(lines).as(Files.readString(log)).hasSize(MESSAGES);
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(lines.get(i)).matches(expected.formatted(i, i + 1));
        }
    }

    private static Process start(Path configuration, Path work, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                root.resolve("usr/sbin/syslog-ng").toString(),
                "--foreground",
                "--no-caps",
                "--stderr",
                "--cfgfile=" + configuration,
                "--persist-file=" + work.resolve("persist"),
                "--control=" + work.resolve("control"),
                "--pidfile=" + work.resolve("pid")));
        ProcessBuilder builder = new ProcessBuilder(command);
        if (root.equals(UNPACKED)) {
            command.add("--module-path=" + root.resolve("usr/lib/syslog-ng").resolve(VERSION));
            builder.environment()
                    .put(
                            "LD_LIBRARY_PATH",
                            root.resolve("usr/lib/x86_64-linux-gnu") + ":" + root.resolve("usr/lib/syslog-ng") + ":"
                                    + root.resolve("lib/x86_64-linux-gnu"));
        }
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static List<String> lines(Topic raw) {
        return raw.records().stream()
                .flatMap(chunk -> new String(chunk.value(), UTF_8).lines())
                .toList();
    }
}
