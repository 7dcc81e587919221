// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where OTLP is taken over gRPC. Off unless a port is given; 4317 is the one that collectors and SDKs send to, 0 means any that is free. The port is
 * bound to {@code server.address} and has the TLS of {@code server.ssl}.
 *
 * @param port port for gRPC; none if absent
 * @param maxConnections most connections at once
 * @param maxStreams most calls at once over one connection
 * @param idleTimeout silence after which a connection is closed, with a GOAWAY that clients expect
 */
@ConfigurationProperties("sluice.ingest.otlp.grpc")
record OtlpGrpcSettings(
        Integer port,
        @DefaultValue("1000") int maxConnections,
        @DefaultValue("32") int maxStreams,
        @DefaultValue("5m") Duration idleTimeout) {

    private static final String PREFIX = "sluice.ingest.otlp.grpc.";

    static final String MAX_CONNECTIONS = PREFIX + "max-connections";

    private static final int HIGHEST_PORT = 65_535;

    OtlpGrpcSettings {
        require(
                port == null || port >= 0 && port <= HIGHEST_PORT,
                "port must be between 0 and " + HIGHEST_PORT + ", was " + port);
        require(maxConnections > 0, "max-connections must be at least 1, was " + maxConnections);
        require(maxStreams > 0, "max-streams must be at least 1, was " + maxStreams);
        require(idleTimeout.toSeconds() > 0, "idle-timeout must be at least 1s, was " + idleTimeout);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(PREFIX + message);
        }
    }
}
