// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

/**
 * The loopback ports of one instance.
 *
 * @param ingestManagement ingest's health and metrics, which are not for senders
 * @param ingestGrpc where ingest takes OTLP over gRPC
 */
public record Ports(
        int ingest,
        int ingestManagement,
        int ingestGrpc,
        int parser,
        int detector,
        int sink,
        int console,
        int kafka,
        int elasticsearch,
        int s3) {

    private static final int HIGHEST = 65_535;

    /**
     * The default ports, each moved by {@code offset}.
     *
     * @throws IllegalArgumentException if a port would not exist
     */
    public static Ports at(int offset) {
        Ports ports = new Ports(
                8080 + offset,
                8090 + offset,
                4317 + offset,
                8081 + offset,
                8084 + offset,
                8082 + offset,
                8085 + offset,
                9092 + offset,
                9200 + offset,
                9000 + offset);
        if (ports.ingestGrpc < 1 || ports.elasticsearch > HIGHEST) {
            throw new IllegalArgumentException("--port-offset must leave all ports between 1 and " + HIGHEST + ": from "
                    + (1 - 4317) + " to " + (HIGHEST - 9200) + ", was " + offset);
        }
        return ports;
    }
}
