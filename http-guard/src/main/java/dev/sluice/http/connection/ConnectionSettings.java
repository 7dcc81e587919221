// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the connections of an HTTP server may cost. A management port of its own has an eighth of each number.
 *
 * @param maxConnections most connections at once; as many as a tenth of the heap has buffers for if absent. When there are more, those go
 *     that have waited longest, half-sent headers first
 * @param maxRequests most requests being received or answered at once; as many as an eighth of the heap has buffers for if absent, which
 *     {@code server.max-http-request-header-size} makes larger. What is over it is answered with 503
 * @param headerTimeout longest time from the first byte of a request to the end of its header, however many bytes come meanwhile; 408 after it
 * @param drainTimeout longest time that the rest of a refused body is read and thrown away, so that the sender sees the answer
 */
@ConfigurationProperties("sluice.http")
public record ConnectionSettings(
        Integer maxConnections,
        Integer maxRequests,
        @DefaultValue("10s") Duration headerTimeout,
        @DefaultValue("30s") Duration drainTimeout) {

    static final String MAX_CONNECTIONS = "sluice.http.max-connections";
    static final String MAX_REQUESTS = "sluice.http.max-requests";
    static final String HEADER_TIMEOUT = "sluice.http.header-timeout";

    public ConnectionSettings {
        requirePositive(MAX_CONNECTIONS, maxConnections);
        requirePositive(MAX_REQUESTS, maxRequests);
        requirePositive(HEADER_TIMEOUT, headerTimeout);
        requirePositive("sluice.http.drain-timeout", drainTimeout);
    }

    /** Those of a port that has its own number of connections. */
    ConnectionSettings withMaxConnections(int connections) {
        return new ConnectionSettings(connections, maxRequests, headerTimeout, drainTimeout);
    }

    private static void requirePositive(String name, Integer number) {
        if (number != null && number < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + number);
        }
    }

    private static void requirePositive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, was " + time);
        }
    }
}
