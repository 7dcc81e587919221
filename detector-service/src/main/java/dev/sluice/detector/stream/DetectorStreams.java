// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.SmartLifecycle;

/** Runs the topology with the service. A thread that dies is replaced: what it had begun is in no committed transaction, and is done again. */
public final class DetectorStreams implements SmartLifecycle, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorStreams.class);
    private static final Status DEGRADED = new Status("DEGRADED");
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

    private final Topology topology;
    private final Properties config;
    private volatile KafkaStreams streams;

    public DetectorStreams(Topology topology, Properties config) {
        this.topology = topology;
        this.config = config;
    }

    @Override
    public void start() {
        KafkaStreams starting = new KafkaStreams(topology, config);
        starting.setUncaughtExceptionHandler(e -> {
            LOG.error("a thread of the detector died and is replaced; nothing is lost or counted twice by it", e);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        starting.start();
        streams = starting;
    }

    @Override
    public void stop() {
        KafkaStreams running = streams;
        streams = null;
        if (running != null && !running.close(CLOSE_WITHIN)) {
            LOG.warn("the detector did not end within {}; its last transaction is done again by the next start", CLOSE_WITHIN);
        }
    }

    @Override
    public boolean isRunning() {
        return streams != null;
    }

    /** After the topics are there, and stopped before what it needs. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1000;
    }

    @Override
    public Health health() {
        KafkaStreams running = streams;
        KafkaStreams.State state = running == null ? KafkaStreams.State.NOT_RUNNING : running.state();
        Health.Builder health = state == KafkaStreams.State.RUNNING ? Health.up() : Health.status(DEGRADED);
        return health.withDetail("state", state.name()).build();
    }
}
