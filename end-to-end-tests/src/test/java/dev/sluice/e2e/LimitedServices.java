// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import dev.sluice.console.ConsoleService;
import dev.sluice.detector.DetectorService;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.ingest.IngestService;
import dev.sluice.parser.ParserService;
import dev.sluice.sink.SinkService;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** All services, each in a process of its own with what {@code docker-compose.yml} lets it use. */
final class LimitedServices implements AutoCloseable {

    static final String PARSER_TOKEN = "a-token-of-the-test";

    private static final Pattern ERROR = Pattern.compile("(^| )ERROR ");
    private static final String HEALTH = "/actuator/health/liveness";

    private final EmbeddedStack stack;
    private final Path folder;
    private final Ports ports;
    private final int secondSink = FreePorts.one();
    private final int syslog = FreePorts.one();
    private final int syslogTls = FreePorts.one();
    private final List<JavaProcess> processes = new ArrayList<>();
    private final Map<JavaProcess, Long> limits = new LinkedHashMap<>();
    private final Map<JavaProcess, Long> most = new LinkedHashMap<>();

    /**
     * @param tokens ingest's file
     * @param rules the parser's file
     * @param keys a PKCS #12 file with the password {@code changeit}, for syslog over TLS
     */
    LimitedServices(EmbeddedStack stack, Ports ports, Path folder, Path tokens, Path rules, Path keys)
            throws IOException {
        this.stack = stack;
        this.ports = ports;
        this.folder = folder;
        add(
                "ingest",
                "ingest-service",
                IngestService.class,
                ports.ingest(),
                "/livez",
                "management.server.port=" + ports.ingestManagement(),
                "sluice.ingest.otlp.grpc.port=" + ports.ingestGrpc(),
                "sluice.ingest.tokens-file=" + tokens,
                "sluice.ingest.syslog.tcp-port=" + syslog,
                "sluice.ingest.syslog.tls-port=" + syslogTls,
                "sluice.ingest.syslog.tls-bundle=keys",
                "sluice.ingest.syslog.tls-client-auth=none",
                "spring.ssl.bundle.jks.keys.keystore.location=file:" + keys,
                "spring.ssl.bundle.jks.keys.keystore.password=changeit",
                "spring.ssl.bundle.jks.keys.keystore.type=PKCS12");
        add(
                "parser",
                "parser-service",
                ParserService.class,
                ports.parser(),
                HEALTH,
                "sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA",
                "sluice.parser.api.token=" + PARSER_TOKEN,
                "sluice.parser.rule-files=" + rules);
        add(
                "detector",
                "detector-service",
                DetectorService.class,
                ports.detector(),
                HEALTH,
                "sluice.detector.state=" + folder.resolve("detector"));
        add(
                "sink-elasticsearch",
                "sink-service",
                SinkService.class,
                ports.sink(),
                HEALTH,
                "sluice.sink.s3.enabled=false",
                "sluice.sink.elasticsearch.uris=" + stack.elasticsearch().endpoint());
        add(
                "sink-s3",
                "sink-service",
                SinkService.class,
                secondSink,
                HEALTH,
                "sluice.sink.elasticsearch.enabled=false",
                "sluice.sink.s3.client.endpoint=" + stack.s3().endpoint(),
                "sluice.sink.s3.client.region=us-east-1",
                "sluice.sink.s3.client.path-style=true",
                "sluice.sink.s3.client.access-key=" + stack.s3().accessKey(),
                "sluice.sink.s3.client.secret-key=" + stack.s3().secretKey(),
                "sluice.sink.s3.create-bucket=true",
                "sluice.sink.s3.spool.directory=" + folder.resolve("spool"),
                "sluice.sink.s3.file.max-age=5s",
                "sluice.sink.s3.format=ndjson_gz");
        add(
                "console",
                "console-service",
                ConsoleService.class,
                ports.console(),
                HEALTH,
                "sluice.console.flow.ingest=" + at(ports.ingestManagement()),
                "sluice.console.flow.parsers=" + at(ports.parser()),
                "sluice.console.flow.sinks=" + at(ports.sink()) + "," + at(secondSink),
                "sluice.console.parser.uri=" + at(ports.parser()),
                "sluice.console.parser.token=" + PARSER_TOKEN,
                "sluice.console.elasticsearch.uri=" + stack.elasticsearch().endpoint());
    }

    private void add(String name, String image, Class<?> main, int port, String health, String... settings)
            throws IOException {
        ContainerLimits container = ContainerLimits.of(name, image);
        List<String> arguments = new ArrayList<>();
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        arguments.add("--server.port=" + port);
        arguments.add("--spring.kafka.bootstrap-servers=" + stack.kafka().bootstrapServers());
        arguments.add("--spring.main.banner-mode=off");
        JavaProcess process = new JavaProcess(
                name,
                URI.create(at(port) + health),
                folder.resolve(name + ".log"),
                container.options(),
                main,
                arguments);
        processes.add(process);
        limits.put(process, container.memory());
    }

    private static String at(int port) {
        return "http://127.0.0.1:" + port;
    }

    void start() throws IOException {
        for (JavaProcess process : processes) {
            process.start();
        }
        processes.forEach(JavaProcess::awaitUp);
    }

    /** Ports that speak HTTP, by what is behind them. */
    Map<String, Integer> httpPorts() {
        Map<String, Integer> all = new LinkedHashMap<>();
        all.put("ingest", ports.ingest());
        all.put("ingest's management", ports.ingestManagement());
        all.put("ingest's gRPC", ports.ingestGrpc());
        all.put("parser", ports.parser());
        all.put("detector", ports.detector());
        all.put("sink-elasticsearch", ports.sink());
        all.put("sink-s3", secondSink);
        all.put("console", ports.console());
        return all;
    }

    int syslogPort() {
        return syslog;
    }

    int syslogTlsPort() {
        return syslogTls;
    }

    /** Looks at what each holds now. */
    void sampleMemory() throws IOException {
        for (JavaProcess process : processes) {
            most.merge(process, process.anonymousMemory(), Math::max);
        }
    }

    /** Those that have ended, have had more memory than their container, or have said that something of their own is wrong. */
    List<String> violations() throws IOException {
        List<String> found = new ArrayList<>();
        for (JavaProcess process : processes) {
            String log = process.log();
            if (!process.isAlive()) {
                found.add(process.name + " has ended");
            }
            if (most.getOrDefault(process, 0L) > limits.get(process)) {
                found.add(process.name + " had " + (most.get(process) >> 20) + " MiB, more than its container");
            }
            log.lines()
                    .filter(line -> line.contains("OutOfMemoryError")
                            || ERROR.matcher(line).find())
                    .limit(5)
                    .forEach(line -> found.add(process.name + " says: " + line));
        }
        return found;
    }

    /** For people. */
    String memory() {
        StringBuilder text = new StringBuilder();
        most.forEach((process, bytes) ->
                text.append("%s %d of %d MiB, ".formatted(process.name, bytes >> 20, limits.get(process) >> 20)));
        return text.toString();
    }

    /** What the processes had to say, where it outlives the test. */
    private void keepLogs() throws IOException {
        Path kept = Files.createDirectories(Path.of("target", "hostile"));
        for (JavaProcess process : processes) {
            Path log = folder.resolve(process.name + ".log");
            if (Files.exists(log)) {
                Files.write(kept.resolve(process.name + ".log"), Files.readAllBytes(log));
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        keepLogs();
        for (JavaProcess process : processes) {
            process.close();
        }
    }
}
