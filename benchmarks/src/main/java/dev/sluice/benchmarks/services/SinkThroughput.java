// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import dev.sluice.embedded.EmbeddedElasticsearch;
import dev.sluice.embedded.EmbeddedElasticsearchSettings;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.EmbeddedKafkaSettings;
import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.sink.SinkService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sinks, each as a process of its own, from a topic of access events that was filled before. Kafka and the S3 server run in this process
 * and do not count.
 *
 * <ul>
 *   <li>{@code elasticsearch}: events a second, in turn with bare {@code _bulk} requests of such events from memory, to the same Elasticsearch
 *       with the same index template, each time into an empty index; the service is suspended while it is not its turn;
 *   <li>{@code ndjson_zst}, {@code ndjson_gz}, {@code parquet}: events a second of the sink's own processor time, everything that its process
 *       does counted.
 * </ul>
 *
 * <p>Arguments: what, how many events are measured, then options of the service's JVM. As many events again (half as many for Elasticsearch)
 * come before them and warm the JVM up.
 */
public final class SinkThroughput {

    private static final String BUCKET = "lake";
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int[] CONNECTIONS = {2, 4};
    private static final int ROUNDS = 6;

    /**
     * The part of the events, in percent, of which the time is taken, for the sink and for bare bulks alike: an empty index is faster, as
     * nothing is merged.
     */
    private static final int FROM = 20;

    private static final int TO = 90;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SINK_STREAM = "logs-apache.access-sink";
    private static final String BARE_STREAM = "logs-apache.access-bare";

    private final String bootstrapServers;
    private final Admin admin;
    private final Path folder;
    private final List<String> jvm;
    private final ParsedEvents events = new ParsedEvents();

    private SinkThroughput(String bootstrapServers, Admin admin, Path folder, List<String> jvm) {
        this.bootstrapServers = bootstrapServers;
        this.admin = admin;
        this.folder = folder;
        this.jvm = jvm;
    }

    /** How far the service is, and what it has taken for it. */
    private record Progress(long events, Duration processorTime, long nanos) {

        double rateSince(Progress earlier) {
            return (events - earlier.events) * 1e9 / (nanos - earlier.nanos);
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            System.err.println("arguments: elasticsearch|parquet|ndjson_zst|ndjson_gz EVENTS [JVM OPTION...]");
            System.exit(2);
        }
        String what = arguments[0];
        int wanted = Integer.parseInt(arguments[1]);
        List<String> jvm = new ArrayList<>(
                List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        jvm.addAll(Arrays.asList(arguments).subList(2, arguments.length));
        Path folder = Files.createTempDirectory("sink-throughput");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), EmbeddedKafkaSettings.onFreePort());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            ParsedEvents.createTopic(admin);
            SinkThroughput throughput = new SinkThroughput(kafka.bootstrapServers(), admin, folder, jvm);
            if (what.equals("elasticsearch")) {
                throughput.elasticsearch(wanted);
            } else {
                throughput.lake(what, wanted);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private void lake(String format, int wanted) throws Exception {
        long warmUp = events.fill(bootstrapServers, "logs-apache.access-default", wanted);
        long all = warmUp + events.fill(bootstrapServers, "logs-apache.access-default", wanted);
        try (EmbeddedS3 s3 = EmbeddedS3.start(folder.resolve("s3"), 0, BUCKET);
                ServiceProcess service = sink(
                        "--sluice.sink.elasticsearch.enabled=false",
                        "--sluice.sink.s3.bucket=" + BUCKET,
                        "--sluice.sink.s3.format=" + format,
                        "--sluice.sink.s3.client.region=us-east-1",
                        "--sluice.sink.s3.client.path-style=true",
                        "--sluice.sink.s3.client.access-key=" + s3.accessKey(),
                        "--sluice.sink.s3.client.secret-key=" + s3.secretKey(),
                        "--sluice.sink.s3.client.endpoint=" + s3.endpoint(),
                        // Small, so that progress can be seen; the last of it waits for the age.
                        "--sluice.sink.s3.file.max-size=8MB",
                        "--sluice.sink.s3.file.max-age=3s",
                        "--sluice.sink.s3.spool.directory=" + folder.resolve("spool"))) {
            Progress warm = await("sluice-sink-s3", service, warmUp);
            Progress last = await("sluice-sink-s3", service, all);
            print(format, warm, last);
        }
    }

    private void elasticsearch(int wanted) throws Exception {
        try (EmbeddedElasticsearch elasticsearch = EmbeddedElasticsearch.start(
                        EmbeddedElasticsearch.home(),
                        folder.resolve("elasticsearch"),
                        EmbeddedElasticsearchSettings.onFreePort().withHeapMiB(2048));
                ServiceProcess service = elasticsearchSink(elasticsearch.endpoint())) {
            URI uri = elasticsearch.endpoint();
            awaitTemplate(uri);
            int connections = bestConnections(uri, wanted / 4);
            await("sluice-sink-elasticsearch", service, events.fill(bootstrapServers, SINK_STREAM, wanted / 2));
            service.suspend();
            int part = wanted / ROUNDS;
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                // Each comes first as often, since Elasticsearch gets faster as it goes.
                double first = round % 2 == 0 ? sink(uri, service, part) : bare(uri, connections, part);
                double second = round % 2 == 0 ? bare(uri, connections, part) : sink(uri, service, part);
                ratios.add(round % 2 == 0 ? first / second : second / first);
                System.out.printf(Locale.ROOT, "of bare bulks: %.1f %%%n", 100 * ratios.getLast());
            }
            ratios.sort(null);
            System.out.printf(
                    Locale.ROOT, "median: %.1f %%%n", 100 * (ratios.get(ROUNDS / 2 - 1) + ratios.get(ROUNDS / 2)) / 2);
        }
    }

    private int bestConnections(URI uri, int wanted) throws Exception {
        bare(uri, CONNECTIONS[0], wanted);
        Map<Double, Integer> byRate = new TreeMap<>();
        for (int connections : CONNECTIONS) {
            byRate.put(bare(uri, connections, wanted), connections);
        }
        return List.copyOf(byRate.values()).getLast();
    }

    /** Events a second in the middle of some, of the service that is suspended before and after. */
    private double sink(URI uri, ServiceProcess service, int wanted) throws Exception {
        empty(uri, SINK_STREAM);
        long before = committed("sluice-sink-elasticsearch");
        long count = events.fill(bootstrapServers, SINK_STREAM, wanted);
        service.resume();
        Progress from = awaitIndexed(uri, SINK_STREAM, service::processorTime, count * FROM / 100);
        Progress to = awaitIndexed(uri, SINK_STREAM, service::processorTime, count * TO / 100);
        print("elasticsearch", from, to);
        await("sluice-sink-elasticsearch", service, before + count);
        service.suspend();
        return to.rateSince(from);
    }

    /** Events a second in the middle of some, into an empty data stream. */
    private double bare(URI uri, int connections, int wanted) throws Exception {
        List<ParsedEvents.Event> measured = events.next(wanted);
        BareBulk bulks = new BareBulk(uri, connections);
        try (ExecutorService sender = Executors.newSingleThreadExecutor()) {
            Future<?> sent = sender.submit(() -> {
                bulks.send(measured, BARE_STREAM);
                return null;
            });
            Callable<Duration> notFailed = () -> {
                if (sent.isDone()) {
                    sent.get();
                }
                return Duration.ZERO;
            };
            Progress from = awaitIndexed(uri, BARE_STREAM, notFailed, (long) measured.size() * FROM / 100);
            Progress to = awaitIndexed(uri, BARE_STREAM, notFailed, (long) measured.size() * TO / 100);
            sent.get();
            double rate = to.rateSince(from);
            System.out.printf(Locale.ROOT, "bare bulks, %d at once: %,.0f events a second%n", connections, rate);
            empty(uri, BARE_STREAM);
            return rate;
        }
    }

    /**
     * By Elasticsearch's own count, since offsets are committed in leaps, and answers come in bulks.
     *
     * @param processorTime what the sender has taken; throws if it has failed
     */
    private static Progress awaitIndexed(
            URI elasticsearch, String dataStream, Callable<Duration> processorTime, long wanted) throws Exception {
        // A pattern, since the first event creates the stream.
        URI stats = elasticsearch.resolve("/" + dataStream + "*/_stats/indexing");
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            long indexed = JSON.readTree(call("GET", stats))
                    .at("/_all/primaries/indexing/index_total")
                    .asLong(0);
            Progress now = new Progress(indexed, processorTime.call(), System.nanoTime());
            if (indexed >= wanted) {
                return now;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("not " + wanted + " events within " + LIMIT);
    }

    /** Begins the data stream anew, without the merges of what is in it, which would go on into the next measurement. */
    private static void empty(URI elasticsearch, String dataStream) throws Exception {
        String rolledOver = call("POST", elasticsearch.resolve("/" + dataStream + "/_rollover"));
        call(
                "DELETE",
                elasticsearch.resolve(
                        "/" + JSON.readTree(rolledOver).get("old_index").asString()));
    }

    private static String call(String method, URI uri) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(method + " " + uri + ": " + answer.body());
            }
            return answer.body();
        }
    }

    private ServiceProcess elasticsearchSink(URI uri) {
        return sink(
                "--sluice.sink.s3.enabled=false",
                "--sluice.sink.elasticsearch.uris=" + uri,
                // The end is seen by its commit.
                "--sluice.sink.elasticsearch.bulk.commit-interval=250ms");
    }

    private ServiceProcess sink(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=-1",
                "--spring.kafka.bootstrap-servers=" + bootstrapServers));
        arguments.addAll(List.of(settings));
        return ServiceProcess.start(SinkService.class, jvm, arguments, folder.resolve("service.log"));
    }

    private static void awaitTemplate(URI elasticsearch) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(elasticsearch.resolve("/_index_template/sluice-logs"))
                    .build();
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("no index template within " + LIMIT);
                }
                Thread.sleep(200);
            }
        }
    }

    private Progress await(String group, ServiceProcess service, long wanted)
            throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Progress now = new Progress(committed(group), service.processorTime(), System.nanoTime());
            if (now.events >= wanted) {
                return now;
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("not " + wanted + " events within " + LIMIT);
    }

    private long committed(String group) throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static void print(String what, Progress from, Progress to) {
        long count = to.events - from.events;
        double processor = to.processorTime.minus(from.processorTime).toNanos() / 1e9;
        double wall = (to.nanos - from.nanos) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s: %,d events in %.1f s, %,.0f a second; %.1f s of processor time, %,.0f events a CPU-second%n",
                what,
                count,
                wall,
                count / wall,
                processor,
                count / processor);
    }
}
