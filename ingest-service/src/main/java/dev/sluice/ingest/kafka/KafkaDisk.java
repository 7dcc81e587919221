// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import dev.sluice.ingest.metrics.IngestMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/**
 * How much room Kafka's brokers have on their disks: what is acknowledged is kept there, and a broker whose disk is full stops. Asked once a minute
 * ({@code DescribeLogDirs}, KIP-827); without the right to ({@code Describe} of the cluster), or of brokers that don't tell, nothing is measured.
 */
@Component
class KafkaDisk implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(KafkaDisk.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Brokers brokers;
    private final IngestMetrics metrics;
    private final Map<Integer, Room> rooms = new ConcurrentHashMap<>();
    private final Set<Integer> watched = new HashSet<>();
    private volatile Thread thread;

    /** The log directories of each broker, by its id. */
    interface Brokers {

        Map<Integer, Map<String, LogDirDescription>> logDirectories()
                throws ExecutionException, TimeoutException, InterruptedException;
    }

    /** Bytes of the fullest log directory of a broker. */
    record Room(long total, long usable) {

        double share() {
            return (double) usable / total;
        }
    }

    @Autowired
    KafkaDisk(KafkaAdmin admin, IngestMetrics metrics) {
        this(new AdminBrokers(admin.getConfigurationProperties()), metrics);
    }

    KafkaDisk(Brokers brokers, IngestMetrics metrics) {
        this.brokers = brokers;
        this.metrics = metrics;
    }

    /** Asks once. */
    void measure() throws InterruptedException {
        try {
            Map<Integer, Map<String, LogDirDescription>> told = brokers.logDirectories();
            rooms.keySet().retainAll(told.keySet());
            told.forEach((broker, directories) -> fullest(directories.values()).ifPresent(room -> put(broker, room)));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            rooms.clear();
            log.debug("the room on Kafka's disks is not known", e);
        }
    }

    private void put(int broker, Room room) {
        rooms.put(broker, room);
        if (watched.add(broker)) {
            metrics.watchKafkaDisk(broker, () -> known(broker, Room::total), () -> known(broker, Room::usable));
        }
    }

    private double known(int broker, ToLongFunction<Room> bytes) {
        Room room = rooms.get(broker);
        return room == null ? Double.NaN : bytes.applyAsLong(room);
    }

    private static Optional<Room> fullest(Collection<LogDirDescription> directories) {
        return directories.stream()
                .flatMap(directory -> room(directory.totalBytes(), directory.usableBytes()).stream())
                .min(Comparator.comparingDouble(Room::share));
    }

    private static Optional<Room> room(OptionalLong total, OptionalLong usable) {
        return total.isPresent() && usable.isPresent() && total.getAsLong() > 0
                ? Optional.of(new Room(total.getAsLong(), usable.getAsLong()))
                : Optional.empty();
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("kafka-disk").start(() -> {
            try {
                while (true) {
                    measure();
                    Thread.sleep(INTERVAL);
                }
            } catch (InterruptedException ignored) {
                // Stopped.
            }
        });
    }

    @Override
    public void stop() {
        thread.interrupt();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Connected while it asks only: once a minute is seldom. */
    private record AdminBrokers(Map<String, Object> settings) implements Brokers {

        @Override
        public Map<Integer, Map<String, LogDirDescription>> logDirectories()
                throws ExecutionException, TimeoutException, InterruptedException {
            try (Admin admin = Admin.create(settings)) {
                List<Integer> ids =
                        admin.describeCluster().nodes().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).stream()
                                .map(node -> node.id())
                                .toList();
                return admin.describeLogDirs(ids).allDescriptions().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
