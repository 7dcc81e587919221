// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.RotatedLog.Rotation;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.ingest.IngestService;
import dev.sluice.parser.ParserService;
import dev.sluice.sink.SinkService;
import dev.sluice.standalone.Ports;
import dev.sluice.tail.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole way of the data, every part in a process of its own, while parts of it are killed with -9 and started again, and answers get lost. What
 * happens when follows from the seed, as far as the machine's scheduler lets it.
 */
final class FaultRun implements AutoCloseable {

    /**
     * How much of what.
     *
     * @param lines in all, half of them to each of two files
     * @param seconds that writing them takes at least
     * @param agentKills kills of the agent within that time, more or less
     * @param serviceKills kills of ingest, and as many of the parser
     * @param repeatCheck whether the parser drops repeats, as it should
     */
    record Plan(String name, int lines, int seconds, int agentKills, int serviceKills, boolean repeatCheck) {}

    private static final String HEALTH = "/actuator/health/liveness";
    private static final Duration ALL_STORED = Duration.ofMinutes(4);

    private final Plan plan;
    private final EmbeddedStack stack;
    private final Path folder;
    private final Random random;
    private final List<RotatedLog> logs;
    private final UnreliableProxy proxy;
    private final JavaProcess agent;
    private final JavaProcess ingest;
    private final JavaProcess parser;
    private final JavaProcess sink;

    FaultRun(Plan plan, EmbeddedStack stack, Ports ports, Path folder, long seed) throws IOException {
        this.plan = plan;
        this.stack = stack;
        this.folder = Files.createDirectories(folder.resolve(plan.name()));
        this.random = new Random(seed);
        Path files = Files.createDirectories(this.folder.resolve("logs"));
        int half = plan.lines() / 2;
        this.logs = List.of(
                new RotatedLog(files.resolve("renamed.log"), Rotation.RENAME_AND_CREATE, half, plan.seconds()),
                new RotatedLog(files.resolve("copied.log"), Rotation.COPY_AND_TRUNCATE, half, plan.seconds()));
        this.proxy = new UnreliableProxy(ports.ingest(), random.nextLong());
        this.ingest = service(
                "ingest",
                IngestService.class,
                ports.ingest(),
                "/livez",
                List.of("--management.server.port=" + ports.ingestManagement()));
        this.parser = service(
                "parser",
                ParserService.class,
                ports.parser(),
                HEALTH,
                List.of(
                        "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA",
                        "--sluice.parser.dedup.check=" + plan.repeatCheck(),
                        // As short as the broker allows: after a kill the partitions are free after this time.
                        "--spring.kafka.consumer.properties.session.timeout.ms=6000"));
        this.sink = service("sink", SinkService.class, ports.sink(), HEALTH, sinkSettings());
        int operations = ports.sink() + 1_000;
        this.agent = new JavaProcess(
                "agent",
                URI.create("http://127.0.0.1:" + operations + "/health"),
                this.folder.resolve("agent.log"),
                List.of("-Xmx64m"),
                Main.class,
                List.of(agentConfig(files, operations).toString()));
    }

    List<RotatedLog> logs() {
        return logs;
    }

    /** The data stream's namespace, and the lake's, of what was written to a log. */
    String namespaceOf(RotatedLog log) {
        return plan.name() + "." + log.file().getFileName().toString().replace(".log", "");
    }

    int cutAnswers() {
        return proxy.cutAnswers();
    }

    /** Runs it until everything that was written is stored as far as it ever will be. */
    void run(Elasticsearch elasticsearch, Lake lake) throws Exception {
        for (JavaProcess service : List.of(ingest, parser, sink)) {
            service.start();
        }
        for (JavaProcess service : List.of(ingest, parser, sink)) {
            service.awaitUp();
        }
        agent.start();
        agent.awaitUp();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            logs.forEach(log -> all.add(in(threads, log::write)));
            all.add(killing(threads, agent, plan.agentKills()));
            all.add(killing(threads, ingest, plan.serviceKills()));
            all.add(killing(threads, parser, plan.serviceKills()));
            all.forEach(CompletableFuture::join);
        }
        await("all lines in both stores")
                .atMost(ALL_STORED)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> stored(elasticsearch, lake));
        assertThat(agent.stop()).as("the agent's exit status").isZero();
        // What is still on its way would be repeats: they count, too.
        awaitConsumed("sluice-parser", "logs.raw");
        awaitConsumed("sluice-sink-elasticsearch", "logs.parsed");
        awaitConsumed("sluice-sink-s3", "logs.parsed");
        LedgerJudge.assertClosed(stack.kafka().bootstrapServers());
        sink.stop();
        parser.stop();
        ingest.stop();
    }

    private boolean stored(Elasticsearch elasticsearch, Lake lake) {
        return logs.stream()
                .allMatch(log ->
                        elasticsearch.count("logs-numbered-" + namespaceOf(log), "{\"match_all\":{}}") >= log.lines()
                                && lake.count("numbered", namespaceOf(log)) >= log.lines());
    }

    private void awaitConsumed(String group, String topic) {
        await(group + " has read all of " + topic)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Topic.leftFor(group, stack.kafka().bootstrapServers(), topic)
                        .isEmpty());
    }

    private interface Task {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> in(Executor threads, Task task) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    private CompletableFuture<Void> killing(Executor threads, JavaProcess victim, int kills) {
        Random own = new Random(random.nextLong());
        long between = Duration.ofSeconds(plan.seconds()).toMillis() / (kills + 1);
        return in(threads, () -> {
            for (int kill = 0; kill < kills; kill++) {
                park(own.nextLong(between));
                victim.kill();
                // Mostly at once; sometimes late enough to miss a rotation or two.
                park(own.nextInt(3) == 0 ? own.nextLong(2_500) : 0);
                victim.start();
                victim.awaitUp();
            }
        });
    }

    private static void park(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private JavaProcess service(String name, Class<?> main, int port, String health, List<String> settings) {
        List<String> arguments = new ArrayList<>(settings);
        arguments.add("--server.port=" + port);
        arguments.add("--spring.kafka.bootstrap-servers=" + stack.kafka().bootstrapServers());
        arguments.add("--spring.main.banner-mode=off");
        return new JavaProcess(
                name,
                URI.create("http://127.0.0.1:" + port + health),
                folder.resolve(name + ".log"),
                List.of("-Xmx256m"),
                main,
                arguments);
    }

    private List<String> sinkSettings() {
        return List.of(
                "--sluice.sink.elasticsearch.uris=" + stack.elasticsearch().endpoint(),
                "--sluice.sink.s3.client.endpoint=" + stack.s3().endpoint(),
                "--sluice.sink.s3.client.region=us-east-1",
                "--sluice.sink.s3.client.path-style=true",
                "--sluice.sink.s3.client.access-key=" + stack.s3().accessKey(),
                "--sluice.sink.s3.client.secret-key=" + stack.s3().secretKey(),
                "--sluice.sink.s3.create-bucket=true",
                "--sluice.sink.s3.spool.directory=" + folder.resolve("spool"),
                "--sluice.sink.s3.file.max-age=5s",
                "--sluice.sink.s3.format=ndjson_gz");
    }

    private Path agentConfig(Path files, int operations) throws IOException {
        StringBuilder inputs = new StringBuilder();
        for (RotatedLog log : logs) {
            inputs.append("- {name: %s, paths: [%s], format: text, max-line: 4KiB, dataset: numbered, namespace: %s}%n"
                    .formatted(log.file().getFileName(), log.file(), namespaceOf(log)));
        }
        return Files.writeString(folder.resolve("agent.yaml"), """
                server:
                  url: %s
                  linger: 50ms
                  batch-bytes: 64KiB
                  retry-first: 50ms
                  retry-most: 1s
                agent:
                  data: %s
                  operations: 127.0.0.1:%d
                follow:
                  poll: 50ms
                  scan: 500ms
                inputs:
                %s""".formatted(
                        proxy.address(), folder.resolve("positions"), operations, inputs));
    }

    /** What the processes had to say, where it outlives the test. */
    void keepLogs() {
        try {
            Path kept = Files.createDirectories(Path.of("target", "faults-" + plan.name()));
            for (JavaProcess process : List.of(agent, ingest, parser, sink)) {
                Path log = folder.resolve(process.name + ".log");
                if (Files.exists(log)) {
                    Files.write(kept.resolve(process.name + ".log"), Files.readAllBytes(log));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException, IOException {
        keepLogs();
        for (JavaProcess process : List.of(agent, ingest, parser, sink)) {
            process.close();
        }
        proxy.close();
    }
}
