// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.model.DataStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where syslog is listened for, and from whom it is taken. Off unless a port is given; port 0 means any that is free.
 *
 * <p>Syslog has no tokens. Bound to anything but loopback, a port needs another way to know its senders: networks ({@code allow}), or for TLS
 * certificates ({@code tls-client-auth=need}), or {@code auth=none}, which says that anybody may send.
 *
 * @param udpPort port for syslog over UDP (RFC 5426); none if absent
 * @param tcpPort port for syslog over TCP (RFC 6587); none if absent
 * @param tlsPort port for syslog over TLS (RFC 5425); none if absent
 * @param address that all of these ports are bound to
 * @param auth whether senders must be known where others can reach the ports
 * @param allow networks that may send, as {@code 192.0.2.0/24} or a single address; all if empty
 * @param tlsBundle Spring Boot's SSL bundle for {@code tls-port}; read again when the bundle is
 * @param tlsClientAuth whether senders must present a certificate that the bundle trusts (RFC 5425, section 4.2: by default they must)
 * @param namespace data-stream namespace for all of it; the default one if absent
 * @param maxConnections most connections at once, over TCP and TLS together
 * @param keepAlive silence after which the system asks whether the sender is still there; a connection is never closed for being quiet
 * @param batchSize bytes after which messages go to Kafka at once; also what one connection may have waiting
 * @param batchAge longest time that a message waits for others to go with
 * @param udpBuffer bytes of datagrams that may wait for Kafka; what comes on top is dropped and counted
 */
@ConfigurationProperties("sluice.ingest.syslog")
public record SyslogSettings(
        Integer udpPort,
        Integer tcpPort,
        Integer tlsPort,
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("auto") Auth auth,
        @DefaultValue List<String> allow,
        String tlsBundle,
        @DefaultValue("need") ClientAuth tlsClientAuth,
        String namespace,
        @DefaultValue("1000") int maxConnections,
        @DefaultValue("1m") Duration keepAlive,
        @DefaultValue("512KB") DataSize batchSize,
        @DefaultValue("200ms") Duration batchAge,
        @DefaultValue("16MB") DataSize udpBuffer) {

    private static final String PREFIX = "sluice.ingest.syslog.";
    private static final int HIGHEST_PORT = 65_535;
    private static final DataSize LARGEST = DataSize.ofMegabytes(100);

    /** Whether senders must be known. */
    public enum Auth {
        /** If others can reach the ports. */
        AUTO,
        /** Never: whoever reaches a port may send. */
        NONE
    }

    /** Whether senders present certificates. */
    public enum ClientAuth {
        NONE,
        NEED
    }

    public SyslogSettings {
        allow = List.copyOf(allow);
        requirePort("udp-port", udpPort);
        requirePort("tcp-port", tcpPort);
        requirePort("tls-port", tlsPort);
        // Says by itself what cannot be a network.
        new AllowedNetworks(allow);
        require(
                tlsPort == null || tlsBundle != null,
                "tls-port needs " + PREFIX + "tls-bundle, the name of a bundle below spring.ssl.bundle");
        require(
                namespace == null || DataStream.isValidPart(namespace),
                "namespace must be 1 to 100 of a-z 0-9 _ . and start with a letter or digit, was " + namespace);
        require(maxConnections > 0, "max-connections must be at least 1, was " + maxConnections);
        require(keepAlive.toSeconds() > 0, "keep-alive must be at least 1s, was " + keepAlive);
        require(isPositive(batchAge), "batch-age must be positive, was " + batchAge);
        require(isSize(batchSize), "batch-size must be between 1B and 100MB, was " + batchSize);
        require(
                isSize(udpBuffer) && udpBuffer.compareTo(batchSize) >= 0,
                "udp-buffer must be between batch-size (" + batchSize + ") and 100MB, was " + udpBuffer);
        boolean known = auth == Auth.NONE || !allow.isEmpty();
        boolean certificatesOnly = udpPort == null && tcpPort == null && tlsClientAuth == ClientAuth.NEED;
        require(
                known || certificatesOnly || isLoopback(address),
                "address is " + address + ", where anybody could send: name networks in " + PREFIX
                        + "allow, or listen on tls-port alone with tls-client-auth=need, or set " + PREFIX
                        + "auth=none if anybody may");
    }

    private static void requirePort(String name, Integer port) {
        require(
                port == null || port >= 0 && port <= HIGHEST_PORT,
                name + " must be between 0 and " + HIGHEST_PORT + ", was " + port);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(PREFIX + message);
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static boolean isSize(DataSize size) {
        return size.toBytes() > 0 && size.compareTo(LARGEST) <= 0;
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(PREFIX + "address is not known: " + address, e);
        }
    }
}
