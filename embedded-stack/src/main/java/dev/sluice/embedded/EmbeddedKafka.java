// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A real Kafka broker in this JVM: one KRaft node that is broker and controller, for programs that run alone and for tests.
 *
 * <p>Both listeners are on 127.0.0.1. The folder is formatted when it is new; after that it is found again, also after a kill -9 and on
 * another port. Topics are made by whoever owns them: {@code auto.create.topics.enable} is off. What it does not do: replicate, and survive a
 * power cut that the operating system's cache does not survive.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final String NAME = "Kafka";

    private final LockedDataFolder data;
    private final KafkaNode node;
    private final InetSocketAddress address;

    private EmbeddedKafka(LockedDataFolder data, KafkaNode node, InetSocketAddress address) {
        this.data = data;
        this.node = node;
        this.address = address;
    }

    /**
     * Starts a broker and returns when it takes requests.
     *
     * @param data its folder, made if there is none
     * @param port 0 for any free port
     * @throws EmbeddedStackException if the port or the folder is in use, or the broker does not start
     */
    public static EmbeddedKafka start(Path data, int port) {
        return start(data, EmbeddedKafkaSettings.onPort(port));
    }

    /** As {@link #start(Path, int)}, with broker properties. */
    public static EmbeddedKafka start(Path data, EmbeddedKafkaSettings settings) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(settings, "settings");
        LockedDataFolder folder = LockedDataFolder.lock(NAME, data);
        try {
            KafkaSockets sockets = KafkaSockets.open(settings.port());
            KafkaNode node = KafkaNode.start(folder.subfolder("logs"), sockets, settings.brokerProperties());
            return new EmbeddedKafka(folder, node, sockets.brokerAddress());
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** The port clients connect to. */
    public int port() {
        return address.getPort();
    }

    /** What clients take as {@code bootstrap.servers}: {@code 127.0.0.1:PORT}. */
    public String bootstrapServers() {
        return LoopbackSocket.HOST + ":" + port();
    }

    /** Where clients connect to, as an address. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Completes with the reason if the broker meets a fault it cannot go on from; the broker is then of no use and wants closing. Never
     * completes otherwise. A full or broken disk is such a fault; Kafka's own way, to halt the JVM, is not taken.
     */
    public CompletableFuture<Throwable> onFailure() {
        return node.onFailure();
    }

    /** Stops the broker; returns when its port and its folder are free. */
    @Override
    public void close() {
        try (data) {
            node.close();
        }
    }
}
