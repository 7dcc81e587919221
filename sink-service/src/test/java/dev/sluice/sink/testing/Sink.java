// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.sink.SinkService;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.ConfigurableApplicationContext;

/** The service under test, in this JVM. Of arguments given twice the later one holds. */
public final class Sink implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Sink(Stream<String> defaults, String... arguments) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(defaults, Stream.of(arguments))
                .forEach(argument -> all.put(argument.substring(0, argument.indexOf('=')), argument));
        context = SinkService.application().run(all.values().toArray(String[]::new));
    }

    /** With the Elasticsearch sink alone. */
    public static Sink elasticsearch(String bootstrapServers, URI elasticsearch, String... arguments) {
        return new Sink(
                Stream.of(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                        "--sluice.sink.s3.enabled=false",
                        "--sluice.sink.elasticsearch.uris=" + elasticsearch),
                arguments);
    }

    /** With the S3 sink alone. */
    public static Sink s3(String bootstrapServers, EmbeddedS3 s3, String bucket, Path spool, String... arguments) {
        return new Sink(
                Stream.of(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                        "--sluice.sink.elasticsearch.enabled=false",
                        "--sluice.sink.s3.bucket=" + bucket,
                        "--sluice.sink.s3.format=ndjson_gz",
                        "--sluice.sink.s3.client.region=us-east-1",
                        "--sluice.sink.s3.client.path-style=true",
                        "--sluice.sink.s3.client.access-key=" + s3.accessKey(),
                        "--sluice.sink.s3.client.secret-key=" + s3.secretKey(),
                        "--sluice.sink.s3.client.endpoint=" + s3.endpoint(),
                        "--sluice.sink.s3.spool.directory=" + spool),
                arguments);
    }

    /** With the sink of {@code store} alone, which has a switch like all. */
    public static Sink of(String store, String bootstrapServers, String... arguments) {
        return new Sink(
                Stream.of(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                        "--sluice.sink.elasticsearch.enabled=false",
                        "--sluice.sink.s3.enabled=false",
                        "--sluice.sink." + store + ".enabled=true"),
                arguments);
    }

    /** With both sinks. */
    public static Sink both(String[] defaults, String... arguments) {
        return new Sink(Stream.of(defaults), arguments);
    }

    public double counter(String name, String... tags) {
        Counter counter =
                context.getBean(MeterRegistry.class).find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    public double gauge(String name, String... tags) {
        return context.getBean(MeterRegistry.class).get(name).tags(tags).gauge().value();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Where it answers. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    /** Health of a store's sink: {@code elasticsearch} or {@code s3}. */
    public HealthIndicator health(String store) {
        return (HealthIndicator)
                context.getBean(HealthContributorRegistry.class).getContributor(store);
    }

    @Override
    public void close() {
        context.close();
    }
}
