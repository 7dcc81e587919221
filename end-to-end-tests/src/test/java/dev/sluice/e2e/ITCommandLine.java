// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import dev.sluice.standalone.ElasticsearchLogin;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./sluice} from outside: as a process, with signals. */
class ITCommandLine {

    private static final int LINES_PER_BATCH = 200;

    private final int offset = FreePorts.findOffset();
    private final Ports ports = Ports.at(offset);
    private TemporaryFolder folder;
    private Path data;
    private Launcher sluice;

    @BeforeEach
    void prepare() throws IOException {
        folder = new TemporaryFolder("command-line");
        data = folder.path().resolve("data");
        sluice = new Launcher(
                data, offset, Map.of("SLUICE_SINK_S3_FILE_MAXAGE", "5m", "SLUICE_SINK_S3_FORMAT", "ndjson_gz"));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        sluice.run("down");
        folder.delete();
    }

    @Test
    void upDetachStatusAndDown() throws IOException, InterruptedException {
        assertThat(sluice.run("status").exitCode()).isEqualTo(1);

        Outcome up = sluice.run("up", "--demo", "--detach");

        assertThat(up.output()).contains("Ready in").contains("http://127.0.0.1:" + ports.ingest());
        assertThat(up.exitCode()).isZero();
        assertThat(up.output() + Files.readString(data.resolve("up.log")))
                .as("where nobody sits at a terminal, nothing moves")
                .doesNotContain("\u001b", "\r", "Starting …");
        Outcome status = sluice.run("status", "--json");
        assertThat(status.exitCode()).as(status.output()).isZero();
        JsonNode json = JsonMapper.builder().build().readTree(status.output());
        assertThat(json.path("components"))
                .hasSize(10)
                .allMatch(component -> component.path("status").asString().equals("up"));
        Elasticsearch elasticsearch = Elasticsearch.of(data, ports);
        await("the demo's lines arrive")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        elasticsearch.count("logs-apache.access-default", "{\"term\":{\"host.name\":\"demo\"}}") > 40);
        assertThat(sluice.run("up").output()).contains("runs already on " + data);
        tailFollowsAFileAndGoesOnWhereItWas(elasticsearch);
        assertThat(residentMemory(json.path("pid").asLong()))
                .as("memory of all processes, MiB")
                .isLessThan(3_072);
        Outcome ledger = sluice.run("ledger");
        assertThat(ledger.exitCode()).as(ledger.output()).isZero();

        assertThat(sluice.run("down").exitCode()).isZero();

        assertThat(sluice.run("status").exitCode()).isEqualTo(1);
        assertThat(sluice.run("down").output()).contains("Nothing runs on " + data);
    }

    private void tailFollowsAFileAndGoesOnWhereItWas(Elasticsearch elasticsearch)
            throws IOException, InterruptedException {
        Path file = folder.path().resolve("shop.log");
        Files.writeString(file, "one\ntwo\n");
        String[] tail = {"tail", file.toString(), "--format", "text", "--dataset", "shop", "--namespace", "tail"};
        for (int run = 1; run <= 2; run++) {
            Path output = folder.path().resolve("tail-" + run + ".log");
            int lines = 2 * run;
            Process running = sluice.start(output, tail);
            await("the lines of run " + run)
                    .atMost(Duration.ofSeconds(60))
                    .failFast("it ended", () -> !running.isAlive())
                    .until(() -> elasticsearch.count("logs-shop-tail", "{\"match_all\":{}}") >= lines);
            Launcher.interrupt(running);
            assertThat(running.waitFor(30, TimeUnit.SECONDS)).as("it stops").isTrue();
            assertThat(running.exitValue()).as(Files.readString(output)).isZero();
            Files.writeString(file, "three\nfour\n", StandardOpenOption.APPEND);
        }
        assertThat(elasticsearch.search("logs-shop-tail", "{\"match_all\":{}}"))
                .extracting(hit -> hit.path("_source").path("message").asString())
                .containsExactlyInAnyOrder("one", "two", "three", "four");
    }

    @Test
    void aBusyPortIsOneClearSentence() throws IOException, InterruptedException {
        try (ServerSocket ignored = new ServerSocket(ports.parser(), 1, InetAddress.getLoopbackAddress())) {
            Outcome up = sluice.run("up");

            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.output())
                    .contains("sluice: port " + ports.parser()
                            + " for parser is in use; choose others with --port-offset N");
            assertThat(up.output()).doesNotContain("\tat ");
        }
    }

    /** A sender that repeats what was not acknowledged; Ctrl-C in the middle, twice. */
    @Test
    void nothingAcceptedIsMissingAfterCtrlC() throws IOException, InterruptedException {
        Ingest ingest = new Ingest(URI.create("http://127.0.0.1:" + ports.ingest()));
        Elasticsearch elasticsearch = Elasticsearch.of(data, ports);
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        AtomicBoolean stop = new AtomicBoolean();
        Thread sender = Thread.ofVirtual().unstarted(() -> sendUntil(stop, ingest, accepted));
        sender.start();
        for (int round = 1; round <= 2; round++) {
            Path output = folder.path().resolve("up-" + round + ".log");
            Process up = sluice.start(output, "up");
            int enough = accepted.size() + 20 * LINES_PER_BATCH;
            await("lines are accepted in round " + round)
                    .atMost(Duration.ofMinutes(3))
                    .failFast("it ended", () -> !up.isAlive())
                    .until(() -> accepted.size() >= enough);

            Launcher.interrupt(up);

            assertThat(up.waitFor(90, TimeUnit.SECONDS)).as("it stops").isTrue();
            assertThat(Files.readString(output)).contains("Stopped.");
        }
        Process up = sluice.start(folder.path().resolve("up-3.log"), "up");
        int all = accepted.size() + LINES_PER_BATCH;
        await().atMost(Duration.ofMinutes(3))
                .failFast("it ended", () -> !up.isAlive())
                .until(() -> accepted.size() >= all);
        stop.set(true);
        sender.join();

        // Lines are taken before all is up, and who may ask Elasticsearch is left for others when it is.
        await("it is known who may ask Elasticsearch")
                .atMost(Duration.ofMinutes(2))
                .until(() -> ElasticsearchLogin.authorization(data).isPresent());
        await("every accepted line is in Elasticsearch once")
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(elasticsearch.count("logs-apache.access-default", "{\"match_all\":{}}"))
                        .isEqualTo(accepted.size()));
        assertThat(paths(elasticsearch)).isEqualTo(accepted);
        Launcher.interrupt(up);
        assertThat(up.waitFor(90, TimeUnit.SECONDS)).as("it stops").isTrue();
        // On its way down the sink uploads what is open, so the lake is complete without its five minutes.
        assertThat(SharedSluice.lakeIn(data).events("apache.access", "default"))
                .extracting(event -> event.path("url").path("path").asString())
                .containsExactlyInAnyOrderElementsOf(accepted);
    }

    private static void sendUntil(AtomicBoolean stop, Ingest ingest, Set<String> accepted) {
        for (int batch = 0; !stop.get(); batch++) {
            int first = batch * LINES_PER_BATCH;
            Set<String> paths = IntStream.range(first, first + LINES_PER_BATCH)
                    .mapToObj(i -> "/n/" + i)
                    .collect(Collectors.toCollection(HashSet::new));
            String body = paths.stream()
                    .map(path -> "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET " + path + " HTTP/1.1\" 200 5")
                    .collect(Collectors.joining("\n"));
            String key = UUID.randomUUID().toString();
            await().forever().pollInterval(Duration.ofMillis(50)).until(() -> isAccepted(ingest, body, key));
            accepted.addAll(paths);
        }
    }

    private static boolean isAccepted(Ingest ingest, String body, String key) {
        try {
            HttpResponse<String> answer =
                    ingest.post("format=apache_common", body.getBytes(UTF_8), "Idempotency-Key", key);
            return answer.statusCode() == 202;
        } catch (IOException ignored) {
            // Away, or stopped in the middle: its fate is unknown, so it is sent again under the same key.
            return false;
        }
    }

    private static Set<String> paths(Elasticsearch elasticsearch) {
        return elasticsearch.search("logs-apache.access-default", "{\"match_all\":{}}").stream()
                .map(hit -> hit.path("_source").path("url").path("path").asString())
                .collect(Collectors.toSet());
    }

    /** MiB of a process and all its descendants. */
    private static long residentMemory(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(handle -> residentKiB(handle.pid()) / 1024)
                .sum();
    }

    private static long residentKiB(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
