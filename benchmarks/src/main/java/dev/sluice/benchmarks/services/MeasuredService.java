// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import dev.sluice.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * A service that is measured beside others: a process with a broker of its own, which has its turn round by round. It is suspended while its topic is
 * filled, and its processor time is taken from there to the commit of the last record.
 *
 * @param group the consumer group whose commits show how far it is
 * @param topic what it reads
 * @param rates of each round, in events a second of processor time
 */
record MeasuredService(
        String name,
        EmbeddedKafka kafka,
        Admin admin,
        ServiceProcess process,
        String group,
        String topic,
        List<Double> rates)
        implements AutoCloseable {

    /** Rounds that warm the JVMs up and do not count. */
    private static final int WARM_UP = 2;

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Writes what is read in one round. */
    interface Filling {

        /** @return how many events it is */
        long fill(String bootstrapServers);
    }

    static MeasuredService of(
            String name, EmbeddedKafka kafka, Admin admin, ServiceProcess process, String group, String topic) {
        return new MeasuredService(name, kafka, admin, process, group, topic, new ArrayList<>());
    }

    /** Each round another one is first. */
    static void byTurns(List<MeasuredService> services, int rounds, Filling filling)
            throws InterruptedException, ExecutionException {
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < services.size(); turn++) {
                services.get((round + turn) % services.size()).round(filling);
            }
        }
    }

    /** The table of all, beside the first of them. */
    static void print(List<MeasuredService> services) {
        double first = services.getFirst().median();
        System.out.printf("%n| what | events a second of processor time | of the first |%n| --- | ---: | ---: |%n");
        for (MeasuredService service : services) {
            double[] measured = service.measured();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f (%,.0f – %,.0f) | %.2f |%n",
                    service.name,
                    service.median(),
                    measured[0],
                    measured[measured.length - 1],
                    service.median() / first);
        }
    }

    private void round(Filling filling) throws InterruptedException, ExecutionException {
        process.suspend();
        long written = filling.fill(kafka.bootstrapServers());
        Map<TopicPartition, Long> ends = ends();
        Duration before = process.processorTime();
        process.resume();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!hasCommitted(ends)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " did not read all events within " + LIMIT);
            }
            Thread.sleep(50);
        }
        double seconds = process.processorTime().minus(before).toNanos() / 1e9;
        rates.add(written / seconds);
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> all =
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return admin.listOffsets(all).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private boolean hasCommitted(Map<TopicPartition, Long> ends) throws InterruptedException, ExecutionException {
        var committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream()
                .allMatch(end -> end.getValue() == 0
                        || committed.containsKey(end.getKey())
                                && committed.get(end.getKey()).offset() >= end.getValue());
    }

    private double median() {
        double[] sorted = measured();
        return sorted[sorted.length / 2];
    }

    private double[] measured() {
        return rates.stream().skip(WARM_UP).mapToDouble(rate -> rate).sorted().toArray();
    }

    @Override
    public void close() {
        process.close();
        admin.close();
        kafka.close();
    }
}
