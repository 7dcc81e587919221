// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import dev.sluice.console.ConsoleService;
import dev.sluice.detector.DetectorService;
import dev.sluice.embedded.EmbeddedElasticsearch;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.ingest.IngestService;
import dev.sluice.parser.ParserService;
import dev.sluice.sink.SinkService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.MessageListenerContainer;

/** The services, in this JVM; closed in the order of the data's way, so that each has finished what the one before it gave. */
final class EmbeddedServices implements AutoCloseable {

    private final List<ConfigurableApplicationContext> running = new ArrayList<>();

    /** On a desktop the first lake object should appear soon and open with {@code zcat}; environment variables win over these. */
    private static final Map<String, Object> DESKTOP_DEFAULTS =
            Map.of("sluice.sink.s3.file.max-age", "30s", "sluice.sink.s3.format", "ndjson_gz");

    private final Map<String, String> overrides;
    private final Path data;
    private final DiskReserve disk;
    private String ingestViewToken;

    private EmbeddedServices(Map<String, String> overrides, Path data, DiskReserve disk) {
        this.overrides = overrides;
        this.data = data;
        this.disk = disk;
    }

    /** Starts all services against the stores of {@code stack}. */
    static EmbeddedServices start(EmbeddedStack stack, StandaloneSettings settings, DiskReserve disk) {
        EmbeddedServices services = new EmbeddedServices(settings.services(), settings.data(), disk);
        Ports ports = settings.ports();
        try {
            ConfigurableApplicationContext ingest = services.start(
                    IngestService.application()
                            .initializers(services::guardProducers)
                            .properties(IngestViewToken.random()),
                    ports.ingest(),
                    ingest(stack, ports));
            services.ingestViewToken = IngestViewToken.of(ingest.getEnvironment());
            services.pauseWhenFull(
                    services.start(ParserService.application(), ports.parser(), parser(stack, settings.data())));
            services.start(DetectorService.application(), ports.detector(), detector(stack, settings.data()));
            // The Elasticsearch sink pauses when Elasticsearch refuses at its own watermark, which is the same.
            services.start(SinkService.application(), ports.sink(), sink(stack, settings));
            services.start(ConsoleService.application(), ports.console(), services.console(stack, ports));
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
        return services;
    }

    /** By which ingest lets look at its metrics. */
    String ingestViewToken() {
        return ingestViewToken;
    }

    private ConfigurableApplicationContext start(
            SpringApplicationBuilder application, int port, Map<String, String> settings) {
        List<String> arguments = new ArrayList<>();
        Map<String, String> all = new HashMap<>(settings);
        // The disk that matters is that of the data folder, wherever we were started.
        all.put("management.metrics.system.diskspace.paths", data.toString());
        all.put("management.health.diskspace.path", data.toString());
        all.putAll(overrides);
        all.forEach((key, value) -> arguments.add("--" + key + "=" + value));
        arguments.add("--server.port=" + port);
        ConfigurableApplicationContext context = application
                .registerShutdownHook(false)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties(DESKTOP_DEFAULTS)
                .run(arguments.toArray(String[]::new));
        running.add(context);
        return context;
    }

    private void guardProducers(ConfigurableApplicationContext context) {
        GuardedProducers producers = new GuardedProducers(disk);
        ((GenericApplicationContext) context)
                .registerBean("guardedProducers", DefaultKafkaProducerFactoryCustomizer.class, () -> factory -> {
                    @SuppressWarnings("unchecked")
                    var ours = (DefaultKafkaProducerFactory<byte[], byte[]>) factory;
                    producers.customize(ours);
                });
    }

    private void pauseWhenFull(ConfigurableApplicationContext context) {
        context.getBeansOfType(MessageListenerContainer.class)
                .values()
                .forEach(container -> disk.addListener(full -> {
                    if (full.isPresent()) {
                        container.pause();
                    } else {
                        container.resume();
                    }
                }));
    }

    private static Map<String, String> parser(EmbeddedStack stack, Path data) {
        return Map.of(
                "spring.kafka.bootstrap-servers", stack.kafka().bootstrapServers(),
                "sluice.parser.id-secret", EventIdSecretFile.in(data));
    }

    /** Little of its own is kept in memory: it shares this JVM with all others. */
    private static Map<String, String> detector(EmbeddedStack stack, Path data) {
        return Map.of(
                "spring.kafka.bootstrap-servers",
                stack.kafka().bootstrapServers(),
                "sluice.detector.state",
                data.resolve("detector").toString(),
                "sluice.detector.store-memory",
                "8MB",
                "sluice.detector.signals.partitions",
                "2");
    }

    private static Map<String, String> ingest(EmbeddedStack stack, Ports ports) {
        return Map.of(
                "spring.kafka.bootstrap-servers", stack.kafka().bootstrapServers(),
                "management.server.port", Integer.toString(ports.ingestManagement()),
                "sluice.ingest.otlp.grpc.port", Integer.toString(ports.ingestGrpc()));
    }

    private Map<String, String> console(EmbeddedStack stack, Ports ports) {
        return Map.ofEntries(
                Map.entry("spring.kafka.bootstrap-servers", stack.kafka().bootstrapServers()),
                Map.entry("sluice.console.flow.ingest", at(ports.ingestManagement())),
                Map.entry("sluice.console.flow.ingest-token", ingestViewToken),
                Map.entry("sluice.console.flow.parsers", at(ports.parser())),
                Map.entry("sluice.console.flow.sinks", at(ports.sink())),
                Map.entry("sluice.console.parser.uri", at(ports.parser())),
                Map.entry("sluice.console.detector.uri", at(ports.detector())),
                Map.entry("sluice.console.lake.uri", at(ports.sink())),
                Map.entry(
                        "sluice.console.elasticsearch.uri",
                        stack.elasticsearch().endpoint().toString()),
                Map.entry("sluice.console.elasticsearch.username", EmbeddedElasticsearch.USER),
                Map.entry(
                        "sluice.console.elasticsearch.password",
                        stack.elasticsearch().password().orElseThrow()));
    }

    private static String at(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** What the sink, and the tools of the command line, need to know of the stores. */
    static Map<String, String> sink(EmbeddedStack stack, StandaloneSettings settings) {
        Map<String, String> sink = new HashMap<>(ElasticsearchLogin.settings(stack.elasticsearch()));
        sink.putAll(Map.ofEntries(
                Map.entry("spring.kafka.bootstrap-servers", stack.kafka().bootstrapServers()),
                Map.entry(
                        "sluice.sink.elasticsearch.uris",
                        stack.elasticsearch().endpoint().toString()),
                Map.entry(
                        "sluice.sink.s3.client.endpoint", stack.s3().endpoint().toString()),
                Map.entry("sluice.sink.s3.client.region", "us-east-1"),
                Map.entry("sluice.sink.s3.client.path-style", "true"),
                Map.entry("sluice.sink.s3.client.access-key", stack.s3().accessKey()),
                Map.entry("sluice.sink.s3.client.secret-key", stack.s3().secretKey()),
                Map.entry("sluice.sink.s3.create-bucket", "true"),
                Map.entry(
                        "sluice.sink.s3.spool.directory",
                        settings.data().resolve("spool").toString()),
                Map.entry("sluice.sink.s3.spool.min-free", settings.minFree().toBytes() + "B")));
        return sink;
    }

    @Override
    public void close() {
        running.forEach(ConfigurableApplicationContext::close);
        running.clear();
    }
}
