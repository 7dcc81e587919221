// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.ingest.body.BodySettings;
import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.kafka.DeliverySettings;
import dev.sluice.ingest.metrics.IngestMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Opens the ports that {@link SyslogSettings} names, and closes them before Kafka's producer is. */
@Component
public final class SyslogListeners implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SyslogListeners.class);

    private final SyslogSettings settings;
    private final ByteBudget budget;
    private final SyslogBatchWriter writer;
    private final DeliverySettings delivery;
    private final BodySettings bodies;
    private final IngestMetrics metrics;
    private final SslBundles bundles;
    private final Clock clock;

    private final Map<SyslogTransport, Open> listeners = new EnumMap<>(SyslogTransport.class);

    private record Open(AutoCloseable listener, IntSupplier port) {}

    SyslogListeners(
            SyslogSettings settings,
            ByteBudget budget,
            SyslogBatchWriter writer,
            DeliverySettings delivery,
            BodySettings bodies,
            IngestMetrics metrics,
            SslBundles bundles,
            Clock clock) {
        this.settings = settings;
        this.budget = budget;
        this.writer = writer;
        this.delivery = delivery;
        this.bodies = bodies;
        this.metrics = metrics;
        this.bundles = bundles;
        this.clock = clock;
    }

    /** The port that is listened on; empty if none is. */
    public synchronized OptionalInt port(SyslogTransport transport) {
        Open open = listeners.get(transport);
        return open == null ? OptionalInt.empty() : OptionalInt.of(open.port.getAsInt());
    }

    /** @throws UncheckedIOException if a port cannot be opened; the message names it */
    @Override
    public synchronized void start() {
        ListenerContext shared = shared();
        metrics.watchConnections(
                () -> settings.maxConnections() - shared.connections().availablePermits());
        open(SyslogTransport.UDP, settings.udpPort(), port -> {
            DatagramListener listener = new DatagramListener(port, shared);
            return new Open(listener, listener::port);
        });
        open(SyslogTransport.TCP, settings.tcpPort(), port -> {
            StreamListener listener = new StreamListener(SyslogTransport.TCP, port, socket -> socket, shared);
            return new Open(listener, listener::port);
        });
        open(SyslogTransport.TLS, settings.tlsPort(), port -> {
            TlsHandshake handshake = new TlsHandshake(
                    bundles, settings.tlsBundle(), settings.tlsClientAuth() == SyslogSettings.ClientAuth.NEED);
            StreamListener listener = new StreamListener(SyslogTransport.TLS, port, handshake, shared);
            return new Open(listener, listener::port);
        });
    }

    private ListenerContext shared() {
        try {
            return new ListenerContext(
                    settings,
                    InetAddress.getByName(settings.address()),
                    new AllowedNetworks(settings.allow()),
                    new Semaphore(settings.maxConnections()),
                    budget,
                    writer,
                    delivery.deadline(),
                    Math.toIntExact(bodies.maxBody().toBytes()),
                    metrics,
                    clock);
        } catch (IOException e) {
            throw new UncheckedIOException("sluice.ingest.syslog.address is not known: " + settings.address(), e);
        }
    }

    @FunctionalInterface
    private interface Opening {
        Open open(int port) throws IOException;
    }

    private void open(SyslogTransport transport, Integer port, Opening opening) {
        if (port == null) {
            return;
        }
        try {
            Open open = opening.open(port);
            listeners.put(transport, open);
            log.info("Listening for syslog over {} on {}:{}", transport, settings.address(), open.port.getAsInt());
        } catch (IOException e) {
            stop();
            throw new UncheckedIOException(
                    transport.property() + " " + port + " cannot be opened on " + settings.address() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public synchronized void stop() {
        listeners.values().forEach(open -> {
            try {
                open.listener.close();
            } catch (Exception e) {
                log.warn("A syslog listener could not be closed: {}", e.toString());
            }
        });
        listeners.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return !listeners.isEmpty();
    }
}
