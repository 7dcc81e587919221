// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the topology with the service, from the moment that its topics are there. A thread that dies is replaced: what it had begun is in no committed
 * transaction, and is done again.
 */
public final class DetectorStreams implements SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorStreams.class);
    private static final Status DEGRADED = new Status("DEGRADED");
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

    /** Between two looks for the topics, and before a thread that died is replaced. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<Topology> topology;
    private final Set<String> topics;
    private final Properties config;
    private final KafkaClientSupplier clients;
    private volatile Thread starter;
    private volatile KafkaStreams streams;
    private volatile String waitsFor = "its start";

    /** @param topics that must be there: Kafka Streams would fail without its sources */
    public DetectorStreams(
            Supplier<Topology> topology, Set<String> topics, Properties config, KafkaClientSupplier clients) {
        this.topology = topology;
        this.topics = Set.copyOf(topics);
        this.config = config;
        this.clients = clients;
    }

    @Override
    public void start() {
        starter = Thread.ofVirtual().name("detector-start").start(this::startWhenTopicsAreThere);
    }

    private void startWhenTopicsAreThere() {
        try {
            while (!missing().isEmpty() || !hasBegun()) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            // It is stopped before it could start.
            Thread.currentThread().interrupt();
        }
    }

    private Set<String> missing() throws InterruptedException {
        Set<String> missing = new TreeSet<>(topics);
        try (Admin admin = Admin.create(new StreamsConfig(config).getAdminConfigs("detector-start"))) {
            missing.removeAll(admin.listTopics().names().get());
            if (!missing.isEmpty()) {
                waitsFor = "the topics " + missing;
            }
        } catch (ExecutionException | KafkaException e) {
            waitsFor = "Kafka: " + e.getMessage();
        }
        return missing;
    }

    /** Whether there is no more to do: what failed is tried again, as a folder of another process is free when that has ended. */
    private boolean hasBegun() {
        try {
            begin();
            return true;
        } catch (RuntimeException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(waitsFor)) {
                LOG.error("the detector can't start, and tries again in {} s", PAUSE.toSeconds(), e);
            }
            waitsFor = problem;
            return false;
        }
    }

    private synchronized void begin() {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        KafkaStreams starting = new KafkaStreams(topology.get(), config, clients);
        starting.setUncaughtExceptionHandler(e -> {
            LOG.error("a thread of the detector died and is replaced; nothing is lost or counted twice by it", e);
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        try {
            starting.start();
        } catch (RuntimeException e) {
            starting.close(Duration.ZERO);
            throw e;
        }
        streams = starting;
    }

    /** What kills one thread may well kill the next. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For queries; empty while it has not started. */
    public Optional<KafkaStreams> running() {
        return Optional.ofNullable(streams);
    }

    @Override
    public void stop() {
        Thread starting = starter;
        starter = null;
        if (starting != null) {
            starting.interrupt();
        }
        end();
    }

    private synchronized void end() {
        KafkaStreams running = streams;
        streams = null;
        if (running != null && !running.close(CLOSE_WITHIN)) {
            LOG.warn(
                    "the detector did not end within {}; its last transaction is done again by the next start",
                    CLOSE_WITHIN);
        }
    }

    @Override
    public boolean isRunning() {
        return starter != null;
    }

    /** After the topics are declared, and stopped before what it needs. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1000;
    }

    @Override
    public Health health() {
        KafkaStreams running = streams;
        if (running == null) {
            return Health.status(DEGRADED).withDetail("waits for", waitsFor).build();
        }
        KafkaStreams.State state = running.state();
        Health.Builder health = state == KafkaStreams.State.RUNNING ? Health.up() : Health.status(DEGRADED);
        return health.withDetail("state", state.name()).build();
    }
}
