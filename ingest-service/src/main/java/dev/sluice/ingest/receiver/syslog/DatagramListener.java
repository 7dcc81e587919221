// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.ingest.body.BudgetHolder;
import dev.sluice.ingest.rejection.RejectionReason;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes datagrams, each of which is a message (RFC 5426). Nobody can be slowed: what there is no room for is dropped and counted. */
final class DatagramListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DatagramListener.class);
    private static final int LONGEST_DATAGRAM = 65_535;

    /** Asked of the kernel, which gives what it allows ({@code net.core.rmem_max}). */
    private static final int KERNEL_BUFFER = 4 << 20;

    /** Senders that are remembered: their messages keep their order and their numbers. */
    private static final int MOST_ORIGINS = 10_000;

    private final DatagramSocket socket;
    private final ListenerContext shared;
    private final MessageBuffer outbox;

    /** Held here: meters don't hold what they watch. */
    private final KernelDrops kernelDrops;

    private final Map<InetAddress, SyslogPeer> origins = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, SyslogPeer> eldest) {
            return size() > MOST_ORIGINS;
        }
    };

    /** @throws IOException if the port cannot be opened */
    DatagramListener(int port, ListenerContext shared) throws IOException {
        this.shared = shared;
        socket = new DatagramSocket(null);
        try {
            socket.setReceiveBufferSize(KERNEL_BUFFER);
            socket.bind(new InetSocketAddress(shared.address(), port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        outbox = shared.outbox("syslog-UDP-writer", BudgetHolder.DATAGRAMS, (int)
                shared.settings().udpBuffer().toBytes());
        kernelDrops = new KernelDrops(socket.getLocalPort());
        shared.metrics().watchKernelDrops(kernelDrops, KernelDrops::count);
        // A thread of its own kind: datagrams don't wait for a scheduler.
        Thread.ofPlatform().name("syslog-UDP").daemon().start(this::receive);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST_DATAGRAM], LONGEST_DATAGRAM);
        while (!socket.isClosed()) {
            try {
                packet.setLength(LONGEST_DATAGRAM);
                socket.receive(packet);
                take(packet);
            } catch (SocketException e) {
                if (!socket.isClosed()) {
                    log.warn("A datagram could not be received: {}", e.toString());
                }
            } catch (IOException e) {
                log.warn("A datagram could not be received: {}", e.toString());
            } catch (RuntimeException e) {
                shared.metrics().lost(1);
                log.error("A datagram could not be taken, and is lost", e);
            }
        }
    }

    private void take(DatagramPacket packet) {
        InetAddress sender = packet.getAddress();
        if (!shared.networks().contain(sender)) {
            shared.metrics().rejected(SyslogBatchWriter.PROTOCOL, RejectionReason.FORBIDDEN);
            return;
        }
        byte[] data = packet.getData();
        int to = SyslogFrames.withoutTrailer(data, 0, packet.getLength());
        if (to == 0) {
            return;
        }
        SyslogPeer origin = origins.computeIfAbsent(
                sender,
                address ->
                        new SyslogPeer(address.getHostAddress(), shared.clock().millis()));
        if (!outbox.offer(origin, data, 0, to)) {
            shared.metrics().lost(1);
        }
    }

    /** Receives no more, and waits until what was received is written. */
    @Override
    public void close() {
        socket.close();
        outbox.close();
        outbox.awaitWritten(shared.deadline());
    }
}
