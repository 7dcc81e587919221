// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import dev.sluice.console.ConsoleService;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.EmbeddedStackSettings;
import dev.sluice.ingest.IngestService;
import dev.sluice.parser.ParserService;
import dev.sluice.sink.SinkService;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ingest, parser, sinks and console, each in a process of its own that can be killed or measured, with stores of their own. */
final class SeparateServices implements AutoCloseable {

    private static final String HEALTH = "/actuator/health/liveness";
    private static final List<String> SMALL_HEAP = List.of("-Xmx256m");

    private final String name;
    private final TemporaryFolder folder;
    private final Ports ports = FreePorts.find();
    private final EmbeddedStack stack;
    private final JavaProcess ingest;
    private final JavaProcess parser;
    private final JavaProcess sink;
    private final JavaProcess console;

    /** @param name of the test, by which the processes' logs are kept */
    SeparateServices(String name) throws IOException {
        this.name = name;
        folder = new TemporaryFolder(name);
        stack = EmbeddedStack.start(
                EmbeddedStackSettings.onPorts(folder.path(), ports.kafka(), ports.elasticsearch(), ports.s3()));
        ingest = service(
                "ingest",
                IngestService.class,
                ports.ingest(),
                "/livez",
                SMALL_HEAP,
                "management.server.port=" + ports.ingestManagement());
        parser = service(
                "parser",
                ParserService.class,
                ports.parser(),
                HEALTH,
                SMALL_HEAP,
                "sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA",
                // As short as the broker allows: after a kill the partitions are free after this time.
                "spring.kafka.consumer.properties.session.timeout.ms=6000");
        sink = service(
                "sink",
                SinkService.class,
                ports.sink(),
                HEALTH,
                SMALL_HEAP,
                "sluice.sink.elasticsearch.uris=" + stack.elasticsearch().endpoint(),
                "sluice.sink.s3.client.endpoint=" + stack.s3().endpoint(),
                "sluice.sink.s3.client.region=us-east-1",
                "sluice.sink.s3.client.path-style=true",
                "sluice.sink.s3.client.access-key=" + stack.s3().accessKey(),
                "sluice.sink.s3.client.secret-key=" + stack.s3().secretKey(),
                "sluice.sink.s3.create-bucket=true",
                "sluice.sink.s3.spool.directory=" + folder.path().resolve("spool"),
                "sluice.sink.s3.file.max-age=2s",
                "sluice.sink.s3.format=ndjson_gz");
        console = service(
                "console",
                ConsoleService.class,
                ports.console(),
                HEALTH,
                ContainerLimits.of("console", "console-service").options(),
                "sluice.console.flow.ingest=" + at(ports.ingestManagement()),
                "sluice.console.flow.parsers=" + at(ports.parser()),
                "sluice.console.flow.sinks=" + at(ports.sink()),
                "sluice.console.parser.uri=" + at(ports.parser()),
                "sluice.console.lake.uri=" + at(ports.sink()),
                // Longer than a parser that was killed takes to come back on a machine with much to do.
                "sluice.console.letters.patience=180s",
                "sluice.console.elasticsearch.uri=" + stack.elasticsearch().endpoint());
    }

    private JavaProcess service(
            String process, Class<?> main, int port, String health, List<String> options, String... settings) {
        List<String> arguments = new ArrayList<>();
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        arguments.add("--server.port=" + port);
        arguments.add("--server.address=127.0.0.1");
        arguments.add("--spring.kafka.bootstrap-servers=" + stack.kafka().bootstrapServers());
        arguments.add("--spring.main.banner-mode=off");
        return new JavaProcess(process, URI.create(at(port) + health), logOf(process), options, main, arguments);
    }

    private static String at(int port) {
        return "http://127.0.0.1:" + port;
    }

    private Path logOf(String process) {
        return folder.path().resolve(process + ".log");
    }

    void start() throws IOException {
        List<JavaProcess> all = List.of(ingest, parser, sink, console);
        for (JavaProcess process : all) {
            process.start();
        }
        all.forEach(JavaProcess::awaitUp);
    }

    JavaProcess parser() {
        return parser;
    }

    JavaProcess console() {
        return console;
    }

    ConsolePage page() throws Exception {
        return new ConsolePage(ports.console(), new Ingest(URI.create(at(ports.ingest()))));
    }

    Elasticsearch elasticsearch() {
        return new Elasticsearch(stack.elasticsearch().endpoint());
    }

    Lake lake() {
        return SharedSluice.lakeIn(folder.path());
    }

    String kafka() {
        return stack.kafka().bootstrapServers();
    }

    /** What the processes had to say, where it outlives the test. */
    private void keepLogs() throws IOException {
        Path kept = Files.createDirectories(Path.of("target", name));
        for (JavaProcess process : List.of(ingest, parser, sink, console)) {
            if (Files.exists(logOf(process.name))) {
                Files.write(kept.resolve(process.name + ".log"), Files.readAllBytes(logOf(process.name)));
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        keepLogs();
        for (JavaProcess process : List.of(console, sink, parser, ingest)) {
            process.close();
        }
        stack.close();
        folder.delete();
    }
}
