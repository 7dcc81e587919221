// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.ingest.body.BudgetHolder;
import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.rejection.RejectionReason;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections on one port, each served by a thread of its own. */
final class StreamListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StreamListener.class);

    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

    /** A connection that is younger may be about to send its first message. */
    private static final Duration YOUNG = Duration.ofSeconds(10);

    /** Longest wait for a connection that was closed to be given up by its thread. */
    private static final Duration CLOSING = Duration.ofMillis(500);

    /** As many without an answer, and the sender is gone. */
    private static final int PROBES = 6;

    private final SyslogTransport transport;
    private final ServerSocket server;
    private final Handshake handshake;
    private final ListenerContext shared;
    private final Map<Socket, Thread> open = new ConcurrentHashMap<>();

    /** Of the open ones those that have not sent a whole message yet, the oldest first. */
    private final Map<Socket, Long> silent = Collections.synchronizedMap(new LinkedHashMap<>());

    /** What is between accepting a connection and reading it: for TLS its handshake, which takes as long as the sender likes. */
    @FunctionalInterface
    interface Handshake {
        Socket shake(Socket accepted) throws IOException;
    }

    /** @throws IOException if the port cannot be opened */
    StreamListener(SyslogTransport transport, int port, Handshake handshake, ListenerContext shared)
            throws IOException {
        this.transport = transport;
        this.handshake = handshake;
        this.shared = shared;
        server = new ServerSocket(port, 0, shared.address());
        Thread.ofVirtual().name("syslog-" + transport).start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                admitOrClose(server.accept());
            } catch (IOException e) {
                if (!server.isClosed()) {
                    // Most likely there are no file descriptors: others are given back soon.
                    log.warn("A syslog connection could not be accepted: {}", e.toString());
                    LockSupport.parkNanos(ACCEPT_PAUSE.toNanos());
                }
            }
        }
    }

    private void admitOrClose(Socket socket) {
        try {
            admit(socket);
        } catch (RuntimeException e) {
            log.error("A syslog connection of {} could not be served", socket.getRemoteSocketAddress(), e);
            closeQuietly(socket);
        }
    }

    private void admit(Socket socket) {
        if (!shared.networks().contain(socket.getInetAddress())) {
            reject(socket, RejectionReason.FORBIDDEN, "its address is not in sluice.ingest.syslog.allow");
        } else if (!shared.connections().tryAcquire() && !takePlaceOfSilent()) {
            reject(socket, RejectionReason.OVERLOADED, "there are sluice.ingest.syslog.max-connections already");
        } else {
            Thread.ofVirtual()
                    .name("syslog-" + transport + "-" + socket.getInetAddress().getHostAddress())
                    .start(() -> serve(socket));
        }
    }

    /**
     * Who has never sent a message loses nothing; who has, and is quiet, would.
     *
     * @return whether the permit of another connection is the caller's now
     */
    private boolean takePlaceOfSilent() {
        Socket oldest = null;
        synchronized (silent) {
            Map.Entry<Socket, Long> first =
                    silent.entrySet().stream().findFirst().orElse(null);
            if (first != null && System.nanoTime() - first.getValue() > YOUNG.toNanos()) {
                oldest = first.getKey();
                silent.remove(oldest);
            }
        }
        if (oldest == null) {
            return false;
        }
        log.info(
                "Ending the syslog connection of {}: it has sent no message, and others need one of the"
                        + " sluice.ingest.syslog.max-connections",
                oldest.getRemoteSocketAddress());
        closeQuietly(oldest);
        try {
            return shared.connections().tryAcquire(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void reject(Socket socket, RejectionReason reason, String why) {
        shared.metrics().rejected(SyslogBatchWriter.PROTOCOL, reason);
        log.info("Rejected a syslog connection of {}: {}", socket.getRemoteSocketAddress(), why);
        closeQuietly(socket);
    }

    private void serve(Socket accepted) {
        String address = accepted.getInetAddress().getHostAddress();
        int hold = (int) shared.settings().batchSize().toBytes();
        BudgetHolder holder = BudgetHolder.ofAddress(accepted.getInetAddress());
        MessageBuffer outbox = shared.outbox("syslog-" + transport + "-" + address + "-writer", holder, hold);
        open.put(accepted, Thread.currentThread());
        silent.put(accepted, System.nanoTime());
        if (server.isClosed()) {
            // Accepted while this was being closed.
            closeQuietly(accepted);
        }
        try (accepted;
                ByteBudget.Share longMessage = shared.budget().open(holder);
                Socket socket = handshake.shake(accepted)) {
            socket.setSoTimeout(0);
            keepAlive(accepted);
            new SyslogConnection(
                            socket,
                            new SyslogPeer(address, shared.clock().millis()),
                            outbox,
                            longMessage,
                            shared.deadline(),
                            shared.longestMessage(),
                            shared.metrics(),
                            () -> silent.remove(accepted))
                    .serve();
        } catch (IOException e) {
            if (!server.isClosed()) {
                shared.metrics().rejected(SyslogBatchWriter.PROTOCOL, RejectionReason.BROKEN_BODY);
                log.info("The syslog connection of {} could not be used: {}", address, e.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            outbox.close();
            outbox.awaitWritten();
            open.remove(accepted);
            silent.remove(accepted);
            shared.connections().release();
        }
    }

    /**
     * Syslog senders write a message into a connection that was closed meanwhile, hear nothing of it and have lost it. So it is the system's
     * probes that find out who is gone, and not a limit on silence.
     */
    private void keepAlive(Socket socket) throws IOException {
        int seconds = Math.toIntExact(shared.settings().keepAlive().toSeconds());
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPIDLE, seconds);
        setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.max(1, seconds / PROBES));
        setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
    }

    private static void setIfKnown(Socket socket, SocketOption<Integer> option, int value) throws IOException {
        if (socket.supportedOptions().contains(option)) {
            socket.setOption(option, value);
        }
    }

    /** Accepts and reads no more, and waits until what was read is written, or gives it up after {@link ListenerContext#deadline}. */
    @Override
    public void close() {
        closeQuietly(server);
        open.keySet().forEach(StreamListener::closeQuietly);
        long giveUpAt = System.nanoTime() + shared.deadline().toNanos();
        open.values().forEach(thread -> {
            try {
                if (!thread.join(Duration.ofNanos(Math.max(1, giveUpAt - System.nanoTime())))) {
                    thread.interrupt();
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            log.debug("A socket could not be closed", e);
        }
    }
}
