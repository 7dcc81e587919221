// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.Programs;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real rsyslog forwards to us, over all transports and as if we were Elasticsearch. */
class ITRsyslog {

    private static final Path MODULES = Path.of("/usr/lib/x86_64-linux-gnu/rsyslog");
    private static final int MESSAGES = 1_000;

    @TempDir
    private static Path folder;

    private static String program;
    private static String kafka;
    private static RunningIngest ingest;

    private Topic raw;

    @BeforeAll
    static void start() throws IOException {
        program = Programs.require("rsyslogd", "rsyslog").toString();
        kafka = SharedStack.kafka().bootstrapServers();
        ingest = SyslogOverAll.start(kafka, folder);
    }

    @AfterAll
    static void stop() {
        if (ingest != null) {
            ingest.close();
        }
    }

    @BeforeEach
    void look() {
        raw = Topic.fromNowOn(kafka, Topics.RAW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "protocol=\"udp\"",
                "protocol=\"tcp\" TCP_Framing=\"traditional\"",
                "protocol=\"tcp\" TCP_Framing=\"octet-counted\""
            })
    void messagesArriveAsTheyWereSent(String how) throws IOException, InterruptedException {
        SyslogTransport transport = how.contains("udp") ? SyslogTransport.UDP : SyslogTransport.TCP;

        run("""
            action(type="omfwd" target="127.0.0.1" port="%d" %s template="RSYSLOG_SyslogProtocol23Format")
            """.formatted(port(transport), how));

        assertArrived();
    }

    @Test
    void messagesArriveOverTlsWithCertificatesOnBothSides() throws IOException, InterruptedException {
        Programs.requireFile(MODULES.resolve("lmnsd_gtls.so"), "rsyslog-gnutls");

        run("""
            global(DefaultNetstreamDriver="gtls" DefaultNetstreamDriverCAFile="%1$s/server.crt"
                   DefaultNetstreamDriverCertFile="%1$s/client.crt" DefaultNetstreamDriverKeyFile="%1$s/client.key")
            action(type="omfwd" target="127.0.0.1" port="%2$d" protocol="tcp" TCP_Framing="octet-counted"
                   StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/certvalid"
                   template="RSYSLOG_SyslogProtocol23Format")
            """.formatted(folder, port(SyslogTransport.TLS)));

        assertArrived();
    }

    @Test
    void omelasticsearchTakesUsForElasticsearch() throws IOException, InterruptedException {
        Programs.requireFile(MODULES.resolve("omelasticsearch.so"), "rsyslog-elasticsearch");

        run("""
            module(load="omelasticsearch")
            template(name="ecs" type="list" option.jsonf="on") {
              property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
              property(outname="message" name="msg" format="jsonf")
            }
            action(type="omelasticsearch" server="127.0.0.1" serverport="%d" template="ecs"
                   searchIndex="logs-rsyslog-desk" searchType="" bulkmode="on")
            """.formatted(ingest.uri("/").getPort()));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(lines()).hasSize(MESSAGES));
        JsonMapper json = new JsonMapper();
        List<String> lines = lines();
        assertThat(lines.stream()
                        .map(json::readTree)
                        .map(document -> document.path("message").asString()))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, MESSAGES)
                        .mapToObj(i -> "message " + i)
                        .toList());
        JsonNode first = json.readTree(lines.getFirst());
        assertThat(first.propertyNames()).containsExactly("@timestamp", "message");
        ChunkHeaders headers = ChunkHeaders.read(Topic.headers(raw.records().getFirst()));
        assertThat(headers.dataset()).isEqualTo("rsyslog");
        assertThat(headers.namespace()).isEqualTo("desk");
    }

    private void assertArrived() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(lines()).hasSize(MESSAGES));
        List<String> lines = lines();
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(lines.get(i)).matches("<13>1 [0-9T:.+-]+Z? desk app 42 - - message " + i);
        }
    }

    /** Has rsyslog read a file of messages and forward them, then ends it as its init script would. */
    private void run(String forwarding) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(folder, "rsyslog");
        Path input = work.resolve("messages");
        StringBuilder messages = new StringBuilder();
        for (int i = 0; i < MESSAGES; i++) {
            messages.append("message ").append(i).append('\n');
        }
        Files.writeString(input, messages);
        Path configuration = Files.writeString(work.resolve("rsyslog.conf"), """
            global(workDirectory="%1$s" localHostname="desk")
            module(load="imfile" mode="polling" pollingInterval="1")
            input(type="imfile" file="%1$s/messages" tag="app[42]:" severity="notice" facility="user")
            %2$s
            """.formatted(work, forwarding));
        Path log = work.resolve("rsyslogd.log");
        Process rsyslog = new ProcessBuilder(
                        program,
                        "-n",
                        "-f",
                        configuration.toString(),
                        "-i",
                        work.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await("rsyslog to send: " + log)
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> !rsyslog.isAlive() || lines().size() >= MESSAGES);
        } finally {
            rsyslog.destroy();
            if (!rsyslog.waitFor(10, TimeUnit.SECONDS)) {
                rsyslog.destroyForcibly();
            }
        }
        assertThat(lines()).as(() -> said(log)).hasSizeGreaterThanOrEqualTo(MESSAGES);
    }

    private static String said(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int port(SyslogTransport transport) {
        return SyslogOverAll.port(ingest, transport);
    }

    private List<String> lines() {
        return raw.records().stream()
                .flatMap(record -> new String(record.value(), UTF_8).lines())
                .toList();
    }
}
