// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

/**
 * How many connections and requests at once.
 *
 * @param connections at most
 * @param requests of them with a request that is being received or answered, at most
 */
record ConnectionLimits(int connections, int requests) {

    /** Tomcat's own default. */
    private static final int MOST = 8_192;

    private static final int FEWEST = 16;

    /** Of a connection at rest: two buffers of 8 KiB, and objects. */
    private static final long CONNECTION_BYTES = 18 * 1024;

    /** TLS besides: the two buffers grow to a record's length, two more hold what is encrypted, and there is the engine. */
    private static final long TLS_BYTES = 72 * 1024;

    /** Of a request, besides its header: what is read ahead, the answer's header, and objects. */
    private static final long REQUEST_BYTES = 24 * 1024;

    private static final int CONNECTIONS_SHARE = 10;
    private static final int REQUESTS_SHARE = 8;

    /** A management port is for probes and scrapes. */
    private static final int MANAGEMENT_SHARE = 8;

    /**
     * What is set, or else what follows from the heap.
     *
     * @param heap bytes
     * @param headerBytes what the server allocates for a request's header
     */
    static ConnectionLimits of(ConnectionSettings settings, long heap, int headerBytes, boolean tls) {
        long connections = heap / CONNECTIONS_SHARE / (CONNECTION_BYTES + (tls ? TLS_BYTES : 0));
        long requests = heap / REQUESTS_SHARE / (REQUEST_BYTES + headerBytes);
        return new ConnectionLimits(
                settings.maxConnections() == null ? clamped(connections) : settings.maxConnections(),
                settings.maxRequests() == null ? clamped(requests) : settings.maxRequests());
    }

    /** Those of a port beside the service's own. */
    ConnectionLimits forManagement() {
        return new ConnectionLimits(
                Math.max(FEWEST, connections / MANAGEMENT_SHARE), Math.max(FEWEST, requests / MANAGEMENT_SHARE));
    }

    private static int clamped(long number) {
        return (int) Math.clamp(number, FEWEST, MOST);
    }
}
