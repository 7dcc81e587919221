// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import dev.sluice.benchmarks.Corpus;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.EmbeddedKafkaSettings;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Topics;
import dev.sluice.parser.ParserService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The parser service as a whole: from a topic of raw chunks that was filled before to the topic of events, in events a second of its own
 * processor time; and beside it, on the same chunks, {@link BareCopy}, which shows how much of that time is Kafka's clients. Kafka runs in this
 * process and does not count.
 *
 * <p>Arguments: how many lines are measured (default 4,000,000), then options of the service's JVM. Half as many lie before them and warm the JVM up.
 */
public final class ParserThroughput {

    private static final int PARTITIONS = 8;
    private static final int CHUNK_BYTES = 512 << 10;
    private static final String GROUP = "sluice-parser";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private ParserThroughput() {}

    /** How far the service is, and what it has taken for it. */
    private record Progress(long chunks, Duration processorTime, long nanos) {}

    public static void main(String[] arguments) throws Exception {
        long wanted = arguments.length > 0 ? Long.parseLong(arguments[0]) : 4_000_000;
        List<String> jvm = new ArrayList<>(List.of("-Xmx512m"));
        jvm.addAll(Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length));

        Path folder = Files.createTempDirectory("parser-throughput");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), EmbeddedKafkaSettings.onFreePort());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            createTopics(admin);
            List<byte[]> chunks = chunks();
            int rounds = Math.toIntExact(Math.ceilDiv(wanted, Corpus.LINES));
            int warmUp = rounds / 2;
            fill(kafka.bootstrapServers(), chunks, warmUp + rounds);
            double linesPerChunk = (double) Corpus.LINES / chunks.size();
            long warm = (long) warmUp * chunks.size();
            long all = (long) (warmUp + rounds) * chunks.size();
            List<String> brokers = List.of(kafka.bootstrapServers());
            try (ServiceProcess copy =
                    ServiceProcess.start(BareCopy.class, jvm, brokers, folder.resolve("bare-copy.log"))) {
                measure("bare copy", admin, BareCopy.GROUP, copy, warm, all, linesPerChunk);
            }
            try (ServiceProcess service = ServiceProcess.start(
                    ParserService.class, jvm, settings(kafka.bootstrapServers()), folder.resolve("service.log"))) {
                measure("parser service", admin, GROUP, service, warm, all, linesPerChunk);
            }
        } finally {
            Folders.delete(folder);
        }
    }

    static void createTopics(Admin admin) throws InterruptedException, ExecutionException {
        admin.createTopics(Stream.of(Topics.RAW, Topics.PARSED)
                        .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                        .toList())
                .all()
                .get();
    }

    static List<String> settings(String bootstrapServers) {
        return List.of(
                "--server.port=0",
                "--management.server.port=-1",
                "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA",
                "--spring.kafka.bootstrap-servers=" + bootstrapServers);
    }

    private static void measure(
            String what, Admin admin, String group, ServiceProcess process, long warmUp, long all, double linesPerChunk)
            throws InterruptedException, ExecutionException {
        Progress first = await(admin, group, process, 1);
        Progress warm = await(admin, group, process, warmUp);
        Progress last = await(admin, group, process, all);
        print(what + " from the first commit on, the compiler's work included", first, last, linesPerChunk);
        print(what + " warm", warm, last, linesPerChunk);
    }

    private static Progress await(Admin admin, String group, ServiceProcess process, long chunks)
            throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Progress now = new Progress(committed(admin, group), process.processorTime(), System.nanoTime());
            if (now.chunks >= chunks) {
                return now;
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("not " + chunks + " chunks within " + LIMIT);
    }

    private static long committed(Admin admin, String group) throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static void print(String what, Progress from, Progress to, double linesPerChunk) {
        double events = (to.chunks - from.chunks) * linesPerChunk;
        double processor = to.processorTime.minus(from.processorTime).toNanos() / 1e9;
        double wall = (to.nanos - from.nanos) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s: %,.0f events, %.1f s of processor time, %,.0f events a CPU-second, %,.0f a second%n",
                what,
                events,
                processor,
                events / processor,
                events / wall);
    }

    /** @return how many lines it is */
    static long fill(String bootstrapServers, List<byte[]> chunks, int rounds) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "compression.type",
                "lz4",
                "batch.size",
                CHUNK_BYTES,
                "linger.ms",
                5);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            // Batches of an earlier call would be repeats.
            long call = System.nanoTime();
            int number = 0;
            for (int round = 0; round < rounds; round++) {
                for (byte[] chunk : chunks) {
                    long now = System.currentTimeMillis();
                    ProducerRecord<byte[], byte[]> producerRecord =
                            new ProducerRecord<>(Topics.RAW, number % PARTITIONS, now, null, chunk);
                    ChunkHeaders.of("apache_combined", "batch-" + call + '-' + number++, now)
                            .writeTo(producerRecord.headers()::add);
                    producer.send(producerRecord);
                }
            }
        }
        return (long) rounds * Corpus.LINES;
    }

    /** The corpus in chunks of whole lines, as ingest makes them. */
    static List<byte[]> chunks() {
        byte[] corpus = Corpus.bytes(Corpus.combined());
        List<byte[]> chunks = new ArrayList<>();
        int from = 0;
        while (from < corpus.length) {
            int to = Math.min(corpus.length, from + CHUNK_BYTES);
            while (corpus[to - 1] != '\n') {
                to--;
            }
            chunks.add(Arrays.copyOfRange(corpus, from, to));
            from = to;
        }
        return chunks;
    }
}
