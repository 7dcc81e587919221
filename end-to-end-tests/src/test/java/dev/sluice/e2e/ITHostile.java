// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.EmbeddedStackSettings;
import dev.sluice.ingest.auth.NewToken;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * All attacks at once, against all services with the memory that they have in {@code docker-compose.yml}, while a common sender works at a quarter of
 * what the machine takes: no service ends or outgrows its container, each refusal is one that is documented, each line of the common sender is stored
 * once, all that was accepted is accounted for, and who sends as usual waits hardly longer.
 */
class ITHostile {

    private static final int MOST_BATCHES_PER_SECOND = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration AS_MUCH_AS_IT_TAKES = Duration.ofSeconds(2);

    /** Or less than noise: see {@link #p99}. */
    private static final Duration FIFTY_MORE = Duration.ofMillis(50);

    /** In the usual build, where a machine may have anything else to do. */
    private static final Duration ON_A_LOADED_MACHINE = Duration.ofSeconds(30);

    private static final Duration ALL_STORED = Duration.ofMinutes(4);

    private TemporaryFolder folder;
    private EmbeddedStack stack;
    private Ports ports;
    private LimitedServices services;
    private String commonToken;
    private String hostileToken;

    @BeforeEach
    void start() throws Exception {
        folder = new TemporaryFolder("hostile");
        ports = FreePorts.find();
        stack = EmbeddedStack.start(
                EmbeddedStackSettings.onPorts(folder.path(), ports.kafka(), ports.elasticsearch(), ports.s3()));
        NewToken common = NewToken.named("common");
        NewToken hostile = NewToken.named("hostile");
        commonToken = common.token();
        hostileToken = hostile.token();
        Path tokens = Files.writeString(
                folder.path().resolve("tokens.yaml"),
                common.configuration() + "    namespace: common\n"
                        + hostile.configuration().replace("tokens:\n", "") + """
                              namespace: hostile
                              max-datasets: 10
                              events-per-second: 1000
                              events-per-request: 10000
                          """.indent(0));
        Path rules = Files.writeString(folder.path().resolve("rules.yaml"), """
                rules:
                  - {name: slow, if: {message: {matches: "%s"}}, then: drop}
                """.formatted(HostileSenders.EXPRESSION));
        services = new LimitedServices(stack, ports, folder.path(), tokens, rules, keys());
        services.start();
        assertHealthTellsStrangersNothing();
    }

    /** Of paths, nodes and sizes, that is. */
    private void assertHealthTellsStrangersNothing() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int port : services.httpPorts().values()) {
                URI health = URI.create("http://127.0.0.1:" + port + "/actuator/health");
                String answer = http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                        .body();
                assertThat(answer)
                        .as(health.toString())
                        .doesNotContain("\"path\"", "\"nodes\"", "\"free\"", "\"total\"");
            }
        }
    }

    private Path keys() throws IOException, InterruptedException {
        Path file = folder.path().resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "syslog",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.path().resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        return file;
    }

    @AfterEach
    void stop() throws Exception {
        // Neither is there if its start failed.
        if (services != null) {
            services.close();
        }
        if (stack != null) {
            stack.close();
        }
        folder.delete();
    }

    @Test
    void othersAreServedMeanwhile() throws Exception {
        Duration[] p99 = p99(Duration.ofSeconds(10), Duration.ofSeconds(30));

        assertThat(p99[1]).isLessThan(ON_A_LOADED_MACHINE);
    }

    @Tag("faults")
    @Test
    void othersWaitHardlyLonger() throws Exception {
        Duration[] p99 = p99(Duration.ofSeconds(40), Duration.ofMinutes(3));

        Duration twice = p99[0].multipliedBy(2);
        Duration more = p99[0].plus(FIFTY_MORE);
        assertThat(p99[1]).isLessThanOrEqualTo(twice.compareTo(more) > 0 ? twice : more);
    }

    /** The common sender's, without and with attacks; checks all else. */
    private Duration[] p99(Duration calmFor, Duration attackedFor) throws Exception {
        List<Duration> calm;
        List<Duration> attacked;
        int accepted;
        try (CommonSender sender = new CommonSender(URI.create("http://127.0.0.1:" + ports.ingest()), commonToken)) {
            sender.sendSteadily(20, WARM_UP);
            double perSecond = Math.min(sender.sendAllOut(AS_MUCH_AS_IT_TAKES, 4) / 4, MOST_BATCHES_PER_SECOND);
            calm = sender.sendSteadily(perSecond, calmFor);
            List<String> answers;
            try (HostileProcess hostile =
                    new HostileProcess(services, hostileToken, folder.path().resolve("hostile.log"))) {
                Thread memory = Thread.ofVirtual().start(this::watchMemory);
                attacked = sender.sendSteadily(perSecond, attackedFor);
                memory.interrupt();
                memory.join();
                answers = hostile.stop();
            }
            System.out.printf(
                    "%.0f batches a second: p99 %s calm, %s attacked, %d sent again, load %s%n%s%nattacks:%n  %s%n",
                    perSecond,
                    percentile(calm),
                    percentile(attacked),
                    sender.repeats(),
                    Files.readString(Path.of("/proc/loadavg")).strip(),
                    services.memory(),
                    String.join("\n  ", answers));
            assertThat(answers).isNotEmpty().noneMatch(answer -> answer.startsWith(HostileProcess.VIOLATION));
            accepted = sender.accepted();
        }
        assertThat(services.violations()).isEmpty();
        assertStoredOnce(accepted);
        LedgerJudge.assertClosed(stack.kafka().bootstrapServers());
        assertThat(services.violations()).isEmpty();
        return new Duration[] {percentile(calm), percentile(attacked)};
    }

    private void watchMemory() {
        try {
            while (true) {
                services.sampleMemory();
                Thread.sleep(Duration.ofMillis(500));
            }
        } catch (InterruptedException e) {
            // enough was seen
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration percentile(List<Duration> durations) {
        return durations.stream().sorted().toList().get((int) (durations.size() * 0.99));
    }

    private void assertStoredOnce(int lines) {
        Elasticsearch elasticsearch = new Elasticsearch(stack.elasticsearch().endpoint());
        Lake lake = SharedSluice.lakeIn(folder.path());
        await("all lines in both stores")
                .atMost(ALL_STORED)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    assertThat(elasticsearch.count("logs-common-common", "{\"match_all\":{}}"))
                            .isGreaterThanOrEqualTo(lines);
                    assertThat(lake.count("common", "common")).isGreaterThanOrEqualTo(lines);
                });
        Set<String> expected =
                IntStream.range(0, lines).mapToObj(number -> "line " + number).collect(Collectors.toSet());
        List<String> hot = messages(elasticsearch.search("logs-common-common", "{\"match_all\":{}}").stream()
                .map(hit -> hit.path("_source"))
                .toList());
        List<String> kept = messages(lake.events("common", "common"));
        assertThat(hot).hasSize(lines);
        assertThat(Set.copyOf(hot)).isEqualTo(expected);
        assertThat(kept).hasSize(lines);
        assertThat(Set.copyOf(kept)).isEqualTo(expected);
    }

    private static List<String> messages(List<JsonNode> events) {
        return events.stream().map(event -> event.path("message").asString()).toList();
    }
}
