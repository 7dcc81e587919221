// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.metrics.IngestMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.junit.jupiter.api.Test;

/** The room on the brokers' disks, as they tell it. */
class KafkaDiskTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private Map<Integer, Map<String, LogDirDescription>> told = Map.of();
    private ExecutionException failure;
    private final KafkaDisk disk = new KafkaDisk(
            () -> {
                if (failure != null) {
                    throw failure;
                }
                return told;
            },
            new IngestMetrics(registry));

    @Test
    void theFullestDirectoryOfABrokerCounts() throws InterruptedException {
        told = Map.of(
                1, Map.of("/a", directory(1_000, 900), "/b", directory(2_000, 100)),
                2, Map.of("/a", directory(500, 50)));
        disk.measure();

        assertThat(total(1)).isEqualTo(2_000);
        assertThat(free(1)).isEqualTo(100);
        assertThat(free(2)).isEqualTo(50);

        told = Map.of(1, Map.of("/a", directory(1_000, 10)));
        disk.measure();

        assertThat(free(1)).isEqualTo(10);
        assertThat(free(2)).as("of a broker that is gone").isNaN();
    }

    @Test
    void whoMayNotAskOrIsNotToldMeasuresNothing() throws InterruptedException {
        told = Map.of(1, Map.of("/a", new LogDirDescription(null, Map.of())));
        disk.measure();
        assertThat(registry.find("sluice.kafka.disk.free").gauges()).isEmpty();

        told = Map.of(1, Map.of("/a", directory(1_000, 900)));
        disk.measure();
        failure = new ExecutionException(new ClusterAuthorizationException("no"));
        disk.measure();
        assertThat(free(1)).isNaN();

        failure = null;
        disk.measure();
        assertThat(free(1)).isEqualTo(900);
    }

    private double total(int broker) {
        return registry.get("sluice.kafka.disk.total")
                .tag("broker", Integer.toString(broker))
                .gauge()
                .value();
    }

    private double free(int broker) {
        return registry.get("sluice.kafka.disk.free")
                .tag("broker", Integer.toString(broker))
                .gauge()
                .value();
    }

    private static LogDirDescription directory(long total, long usable) {
        return new LogDirDescription(null, Map.of(), total, usable);
    }
}
