// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.config.ConfigReader;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.testing.AgentRig;
import dev.sluice.tail.testing.IngestStub.Fault;
import dev.sluice.tail.testing.IngestStub.Received;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that fail, refuse, and come back; lines that cannot be sent; stopping and reloading. */
class ITSending {

    private static final String INPUT = "- {name: app, paths: [LOGS/app.log], format: text}";

    @TempDir
    Path folder;

    private AgentRig rig(String inputs) throws IOException {
        return new AgentRig(folder, inputs);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private HttpResponse<String> get(AgentRig rig, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + rig.agent().operationsPort() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void triesAgainUntilItIsKeptAndRepeatsAreDropped() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            Fault[] faults = {Fault.UNAVAILABLE, Fault.TOO_MANY, Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.NONE};
            rig.server.faults(number -> faults[number % faults.length]);
            rig.start();
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 50; i += 10) {
                rig.append("app.log", text(numbers(i, i + 10)));
                all.addAll(numbers(i, i + 10));
                rig.awaitLines(all);
            }
            assertThat(rig.metric("retries_total")).isGreaterThanOrEqualTo(5);
            Received stream = rig.server.streams().values().iterator().next();
            assertThat(stream.repeats).isPositive();
        }
    }

    @Test
    void saysThatItIsNotReadyWhileItsTokenIsRefused() throws Exception {
        try (AgentRig rig = rig(INPUT)) {
            rig.server.faults(number -> Fault.UNAUTHORIZED);
            rig.append("app.log", "one\n");
            rig.start();
            rig.awaitMetric("alarm", 1);
            assertThat(get(rig, "/ready").statusCode()).isEqualTo(503);
            assertThat(get(rig, "/ready").body()).contains("401").contains("server.token");
            assertThat(get(rig, "/health").statusCode()).isEqualTo(200);
            assertThat(get(rig, "/other").statusCode()).isEqualTo(404);
            rig.server.faults(number -> Fault.NONE);
            rig.awaitLines("one");
            await().untilAsserted(
                            () -> assertThat(get(rig, "/ready").statusCode()).isEqualTo(200));
        }
    }

    @Test
    void showsHowFarBehindEachFileIs() throws Exception {
        try (AgentRig rig = rig(INPUT)) {
            rig.server.faults(number -> Fault.UNAVAILABLE);
            rig.append("app.log", "12345\n");
            rig.start();
            await().untilAsserted(() -> assertThat(get(rig, "/metrics").body())
                    .containsPattern("(?m)^sluice_tail_lag_bytes\\{path=\".*app.log\",stream=\"[^\"]+\"} 6$")
                    .containsPattern("(?m)^sluice_tail_lag_seconds\\{.*} [1-9]"));
            rig.server.faults(number -> Fault.NONE);
            rig.awaitLines("12345");
            await().untilAsserted(() -> assertThat(get(rig, "/metrics").body())
                    .containsPattern("(?m)^sluice_tail_lag_bytes\\{.*} 0$")
                    .containsPattern("(?m)^sluice_tail_lag_seconds\\{.*} 0.0$"));
        }
    }

    @Test
    void setsAsideTheLineThatIsRefusedAndSendsTheOthers() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.server.refuse(line -> line.contains("bad"));
            List<String> lines = new ArrayList<>(numbers(0, 100));
            lines.set(37, "bad line");
            lines.set(99, "bad end");
            rig.append("app.log", text(lines));
            rig.start();
            lines.removeIf(line -> line.contains("bad"));
            rig.awaitLines(lines);
            await().untilAsserted(() -> assertThat(rig.deadLetters()).hasSize(2));
            assertThat(rig.deadLetters().getFirst())
                    .contains("\"reason\":\"REFUSED\"", "status 400", "app.log")
                    .contains(Base64.getEncoder().encodeToString("bad line\n".getBytes(UTF_8)));
            rig.append("app.log", "after\n");
            lines.add("after");
            rig.awaitLines(lines);
        }
    }

    @Test
    void doesNotSetAsideEverythingWhenTheServerTakesNothing() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            AtomicBoolean mended = new AtomicBoolean();
            AtomicBoolean taking = new AtomicBoolean();
            rig.server.refuse(line -> {
                // Mended between two tries of the batch, whose first line this is.
                if (mended.get() && line.equals("line 0")) {
                    taking.set(true);
                }
                return !taking.get();
            });
            rig.append("app.log", text(numbers(0, 100)));
            rig.start();
            rig.awaitMetric("alarms_total", 2);
            assertThat(rig.deadLetters()).isEmpty();
            mended.set(true);
            rig.awaitLines(numbers(0, 100));
        }
    }

    @Test
    void halvesWhatIsTooLarge() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.server.largestBody(1000);
            rig.append("app.log", text(numbers(0, 1000)));
            rig.start();
            rig.awaitLines(numbers(0, 1000));
            Received stream = rig.server.streams().values().iterator().next();
            assertThat(stream.lines.stream().map(line -> line.text()).toList()).isEqualTo(numbers(0, 1000));
            assertThat(rig.deadLetters()).isEmpty();
        }
    }

    @Test
    void setsAsideLinesThatAreTooLong() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/app.log], format: text, max-line: 1KiB}")
                .serverSettings("batch-bytes: 64KiB")) {
            // One that fits a read, and one that is longer than any buffer.
            rig.append("app.log", "one\n" + "x".repeat(5_000) + "\ntwo\n" + "y".repeat(300_000) + "\nthree\n");
            rig.start();
            rig.awaitLines("one", "two", "three");
            assertThat(rig.deadLetters())
                    .hasSize(2)
                    .allSatisfy(letter -> assertThat(letter).contains("LINE_TOO_LONG"));
            Received stream = rig.server.streams().values().iterator().next();
            assertThat(stream.lines.getLast().offset()).isEqualTo(4 + 5_001 + 4 + 300_001);
        }
    }

    @Test
    void flushesALineWithoutAnEndAndDoesNotMakeItsRestAnEvent() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/app.log], format: text, line-idle: 200ms}")) {
            rig.append("app.log", "one\nhalf");
            rig.start();
            rig.awaitLines("one", "half");
            rig.append("app.log", " of it\nnext\nquarter");
            rig.awaitLines("one", "half", "next", "quarter");
            // Only its end was missing: nothing to set aside.
            rig.append("app.log", "\nlast\n");
            rig.awaitLines("one", "half", "next", "quarter", "last");
            assertThat(rig.deadLetters())
                    .hasSize(1)
                    .first()
                    .satisfies(letter -> assertThat(letter)
                            .contains("LINE_CONTINUED", Base64.getEncoder().encodeToString(" of it".getBytes(UTF_8))));
        }
    }

    @Test
    void joinsStackTracesAndWaitsForTheirEnd() throws IOException {
        try (AgentRig rig =
                rig("- {name: app, paths: [LOGS/app.log], format: text, multiline: {preset: java, idle: 300ms}}")) {
            rig.append("app.log", "ERROR x\njava.lang.Error: y\n\tat a.B.c(B.java:1)\nINFO z\n");
            rig.start();
            rig.awaitLines("ERROR x\rjava.lang.Error: y\r\tat a.B.c(B.java:1)", "INFO z");
        }
    }

    @Test
    void keepsTheNumbersOfUnwrappedLinesThroughFaultsAndRestarts() throws IOException {
        try (AgentRig rig = rig("- {name: pods, paths: [LOGS/app.log], format: text, unwrap: cri}")) {
            rig.server.faults(number -> number % 3 == 0 ? Fault.CUT_AFTER : Fault.NONE);
            List<String> all = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                rig.start();
                List<String> next = numbers(round * 100, round * 100 + 100);
                for (String line : next) {
                    int half = line.length() / 2;
                    rig.append(
                            "app.log",
                            "2016-10-06T00:17:09.669794202Z stdout P " + line.substring(0, half) + "\n"
                                    + "2016-10-06T00:17:09.669794202Z stdout F " + line.substring(half) + "\n");
                }
                all.addAll(next);
                rig.awaitLines(all);
                rig.stop();
            }
            rig.start();
            Received stream = rig.server.streams().values().iterator().next();
            assertThat(stream.lines.get(499).offset())
                    .isEqualTo(text(numbers(0, 499)).length());
        }
    }

    @Test
    void buildsABatchAgainByTheRulesOfItsTime() throws IOException {
        AgentRig before = rig("- {name: app, paths: [LOGS/app.log], format: text, unwrap: cri}");
        try (before) {
            before.server.faults(number -> Fault.CUT_AFTER);
            before.append("app.log", "2016-10-06T00:17:09.669794202Z stdout F one\n".repeat(10));
            before.start();
            await().until(() -> before.server.count() == 10);
            // Stopped with a batch whose fate the agent does not know, and told other rules.
            before.stop();
            before.server.faults(number -> Fault.NONE);
            Path config = folder.resolve("agent.yaml");
            Files.writeString(config, before.config().replace("unwrap: cri", "unwrap: none"));
            TailAgent agent = TailAgent.start(
                    new ConfigReader(Map.of()).read(config), new AgentLog(System.err, Clock.systemUTC()));
            try {
                before.append("app.log", "2016 stdout F two\n");
                await().until(() -> before.server.count() >= 11);
                assertThat(before.server.texts()).hasSize(11).last().isEqualTo("2016 stdout F two");
                assertThat(before.server.gaps()).isZero();
            } finally {
                agent.stop();
            }
        }
    }

    @Test
    void takesANewConfigurationWithoutLosingItsPlace() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.append("app.log", "one\n");
            rig.append("more.log", "more\n");
            rig.start();
            rig.awaitLines("one");
            String next = rig.config().replace("app.log]", "app.log, " + rig.log("more.log") + "]");
            Path config = Files.writeString(folder.resolve("next.yaml"), next);
            rig.agent().reload(new ConfigReader(Map.of()).read(config));
            rig.append("app.log", "two\n");
            rig.awaitLines("one", "two", "more");
            assertThat(rig.metric("reloads_total")).isOne();
        }
    }

    @Test
    void sendsWhatIsThereBeforeItStops() throws IOException {
        try (AgentRig rig = rig(INPUT).serverSettings("")) {
            Path config = folder.resolve("slow.yaml");
            Files.writeString(config, rig.config().replace("linger: 20ms", "linger: 1h"));
            rig.append("app.log", text(numbers(0, 10)));
            TailAgent agent = TailAgent.start(
                    new ConfigReader(Map.of()).read(config), new AgentLog(System.err, Clock.systemUTC()));
            await().until(() -> agent.metrics().contains("sluice_tail_files 1"));
            assertThat(rig.server.count()).isZero();
            assertThat(agent.stop()).isTrue();
            assertThat(rig.server.texts()).isEqualTo(numbers(0, 10));
        }
    }

    @Test
    void stopsInTimeWhileTheServerIsAway() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.server.faults(number -> Fault.UNAVAILABLE);
            rig.append("app.log", text(numbers(0, 10)));
            rig.start();
            rig.awaitMetric("retries_total", 3);
            long begun = System.nanoTime();
            rig.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            rig.server.faults(number -> Fault.NONE);
            rig.start();
            rig.awaitLines(numbers(0, 10));
        }
    }

    @Test
    void worksOnThisMachine() throws Exception {
        assertThat(Main.run("--self-test")).isZero();
    }
}
