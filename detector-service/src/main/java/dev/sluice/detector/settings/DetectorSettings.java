// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.state.HostInfo;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * {@code sluice.detector.*}.
 *
 * @param rules folders of Sigma rules and CrowdSec scenarios ({@code *.yml}, {@code *.yaml}), which are published to all instances when they
 *     change; a rule that can't be taken stops the start. Without any, what was published stays
 * @param ruleRefresh how often the folders are looked at for a change, and the topic of their versions for a new one
 * @param grace how much later than others a signal of the same client may come and still be counted; an alert comes that much later
 * @param state folder of the windows' state; what is lost of it is read again from Kafka
 * @param storeMemory of RocksDB, for all windows of an instance; what does not fit is read from disk
 * @param threads that work on partitions
 * @param standbys instances that keep a copy of another's windows, and go on at once when that one is gone
 * @param allowedHosts names of hosts, without ports, by which the service is called and whose pages may call it. Without any, a service on
 *     loopback is called localhost, and another one may be called anything
 */
@Validated
@ConfigurationProperties("sluice.detector")
public record DetectorSettings(
        List<Path> rules,

        @DefaultValue("10s") @DurationMin(millis = 100) Duration ruleRefresh,

        @DefaultValue("2s") @DurationMin(seconds = 1) @DurationMax(minutes = 10)
        Duration grace,

        Path state,
        @DefaultValue("32MB") DataSize storeMemory,
        @DefaultValue("1") @Min(1) int threads,
        @DefaultValue("0") @Min(0) int standbys,
        List<String> allowedHosts,
        @DefaultValue Alerts alerts,
        @DefaultValue Signals signals,
        @DefaultValue Metrics metrics,
        @DefaultValue Traffic traffic,
        @DefaultValue Related related,
        @DefaultValue PublishedDetections detections,
        @DefaultValue Block block) {

    public DetectorSettings {
        rules = rules == null ? List.of() : List.copyOf(rules);
        allowedHosts = allowedHosts == null ? List.of() : List.copyOf(allowedHosts);
        state = state == null ? Path.of(System.getProperty("java.io.tmpdir"), "sluice-detector") : state;
    }

    /**
     * @param partitions of {@code logs.alerts}
     * @param replication of its partitions; -1 is the brokers' default
     * @param retention of alerts on Kafka
     */
    public record Alerts(
            @DefaultValue("1") @Min(1) int partitions,
            @DefaultValue("-1") short replication,
            @DefaultValue("30d") Duration retention) {}

    /**
     * @param partitions of {@code sluice.detector-signals}: how many instances can share the counting
     * @param replication of its partitions; -1 is the brokers' default
     * @param retention of signals on Kafka: longer than any outage of the detector
     */
    public record Signals(
            @DefaultValue("4") @Min(1) int partitions,
            @DefaultValue("-1") short replication,
            @DefaultValue("3d") Duration retention) {}

    /**
     * @param partitions of {@code logs.metrics}
     * @param replication of its partitions; -1 is the brokers' default
     * @param retention of what has passed in each minute, on Kafka
     */
    public record Metrics(
            @DefaultValue("1") @Min(1) int partitions,
            @DefaultValue("-1") short replication,
            @DefaultValue("30d") Duration retention) {}

    /**
     * @param grace a minute is written when it has been over for so long and nothing has come for it for so long; what comes later is a
     *     further document of it
     * @param top paths and clients that a document names; with 0 it names none
     * @param partitions of {@code sluice.detector-traffic}: how many instances can share the adding up
     * @param replication of its partitions; -1 is the brokers' default
     * @param retention of sums on their way, on Kafka: longer than any outage of the detector
     */
    public record Traffic(
            @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 10)
            Duration grace,

            @DefaultValue("10") @Min(0) @Max(100) int top,
            @DefaultValue("4") @Min(1) int partitions,
            @DefaultValue("-1") short replication,
            @DefaultValue("3d") Duration retention) {}

    /**
     * @param enabled whether pages that are seen together are counted, so that {@code GET /api/v1/related} can tell; the same in all instances
     * @param address where other instances reach this one, a host with or without a port (8084): each has a part of the pages and asks the
     *     others for theirs
     * @param halfLife after which a session counts half as much
     * @param sessions clients at once that a partition of {@code sluice.detector-pages} remembers; the latest ones
     * @param partitions of {@code sluice.detector-pages}: how many instances can share the pages
     * @param replication of its partitions; -1 is the brokers' default
     * @param retention of views and pairs on their way, on Kafka: longer than any outage of the detector
     */
    public record Related(
            @DefaultValue("false") boolean enabled,

            @DefaultValue("127.0.0.1:8084") String address,
            @DefaultValue("7d") @DurationMin(hours = 1) Duration halfLife,
            @DefaultValue("20000") @Min(1) int sessions,
            @DefaultValue("4") @Min(1) int partitions,
            @DefaultValue("-1") short replication,
            @DefaultValue("1d") Duration retention) {

        private static final int PORT = 8084;

        /** {@code address} as HOST:PORT, an IPv6 address in brackets. */
        public String endpoint() {
            boolean bareIpv6 = address.indexOf(':') != address.lastIndexOf(':') && !address.startsWith("[");
            String host = bareIpv6 ? '[' + address + ']' : address;
            return bareIpv6 || host.endsWith("]") || host.indexOf(':') < 0 ? host + ':' + PORT : host;
        }

        /** Where other instances reach this one; unavailable while none need. */
        public HostInfo host() {
            return enabled ? HostInfo.buildFromEndpoint(endpoint()) : HostInfo.unavailable();
        }
    }

    /** @param replication of {@code sluice.detections}; -1 is the brokers' default */
    public record PublishedDetections(@DefaultValue("-1") short replication) {}

    /**
     * @param enabled whether the block list names anybody; while it is false, it says in a comment who would be on it
     * @param duration for which an address is blocked after its last alert
     * @param allow networks, as CIDR, that are never blocked
     * @param max addresses at once; the latest win
     * @param minSeverity of an alert, 1 to 99, from which its address is blocked
     */
    public record Block(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("1h") Duration duration,
            List<String> allow,
            @DefaultValue("10000") @Min(1) int max,
            @DefaultValue("73") @Min(1) int minSeverity) {

        public Block {
            allow = allow == null ? List.of() : List.copyOf(allow);
        }
    }
}
