// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import dev.sluice.http.connection.TrackedConnection.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * The connections of one port. Ends those whose header takes too long; and when there are too many, those that cost their sender least to
 * hold open. A common sender's header is there at once, so that it is not among those that have waited longest.
 *
 * <p>Ends a connection by ending its input: whichever thread of Tomcat's reads it next, or is waiting to, sees the end, and closes it as it
 * always does.
 */
final class ConnectionTable {

    private static final Log log = LogFactory.getLog(ConnectionTable.class);

    /** A header that is younger may be a common sender's. */
    private static final long YOUNG_MILLIS = 1_000;

    /** So many go at once, so that not each new connection has to look at all others. */
    private static final int SHED_SHARE = 32;

    private static final long LOG_PAUSE_MILLIS = Duration.ofMinutes(1).toMillis();

    private final ConnectionLimits limits;
    private final String connectionsSetting;
    private final Times times;
    private final boolean tls;
    private final LongSupplier clock;

    private final Map<NioSocketWrapper, TrackedConnection> tracked = new ConcurrentHashMap<>();
    private final TrackedConnection.Counters counters;
    private final AtomicLong nextLogLine = new AtomicLong(Long.MIN_VALUE);

    private record Candidate(
            NioSocketWrapper wrapper, TrackedConnection connection, Stage stage, long since, int rank) {}

    /**
     * How long things may take.
     *
     * @param header from its first byte to its end
     * @param drain the rest of a refused body
     * @param frame one frame of HTTP/2, while the service has a request of the connection
     */
    record Times(Duration header, Duration drain, Duration frame) {}

    /**
     * @param connectionsSetting name of the setting that limits the connections
     * @param clock milliseconds since the epoch, as Tomcat counts them for its connections
     */
    ConnectionTable(ConnectionLimits limits, String connectionsSetting, Times times, boolean tls, LongSupplier clock) {
        this.limits = limits;
        this.connectionsSetting = connectionsSetting;
        counters = new TrackedConnection.Counters(Math.max(1, limits.requests() / 2));
        this.times = times;
        this.tls = tls;
        this.clock = clock;
    }

    ConnectionLimits limits() {
        return limits;
    }

    long now() {
        return clock.getAsLong();
    }

    /** Whether the service is answering as many requests as it may, the asker's among them not counted. */
    boolean hasTooManyRequests() {
        return counters.answering().get() > limits.requests();
    }

    /** What a connection is at, which has sent something. */
    TrackedConnection track(NioSocketWrapper wrapper) {
        TrackedConnection connection = tracked.computeIfAbsent(wrapper, key -> new TrackedConnection(counters));
        if (connection.stage() == Stage.IDLE) {
            connection.move(Stage.HEADER, now());
            makeRoomFor(wrapper);
        }
        return connection;
    }

    /** Frames of HTTP/2 have begun to come. */
    void beginFrames(NioSocketWrapper wrapper, TrackedConnection connection) {
        if (connection.beginFrames(bytesRead(wrapper), now())) {
            makeRoomFor(wrapper);
        }
    }

    /** 0 if it was closed meanwhile. */
    private static long bytesRead(NioSocketWrapper wrapper) {
        return wrapper.getSocket() instanceof CountedChannel channel ? channel.bytesRead() : 0;
    }

    private void makeRoomFor(NioSocketWrapper newest) {
        if (counters.busy().get() > limits.requests()) {
            shed(tracked.keySet(), limits.requests(), newest, true);
            warn("requests", ConnectionSettings.MAX_REQUESTS, limits.requests());
        }
    }

    void forget(NioSocketWrapper wrapper) {
        TrackedConnection connection = tracked.remove(wrapper);
        if (connection != null) {
            connection.move(Stage.ENDING, now());
        }
    }

    /**
     * Makes room for one more.
     *
     * @param open all connections
     * @return false if there is none
     */
    boolean admit(Collection<SocketWrapperBase<NioChannel>> open) {
        int most = limits.connections();
        if (open.size() < most) {
            return true;
        }
        warn("connections", connectionsSetting, most);
        if (open.size() >= 2L * most) {
            // So many were ended that their threads can't keep up with closing them: another one ended makes no room.
            return false;
        }
        long ending = tracked.values().stream()
                .filter(connection -> connection.stage() == Stage.ENDING)
                .count();
        if (open.size() - ending < most) {
            // Their threads are about to close them.
            return true;
        }
        List<NioSocketWrapper> wrappers = open.stream()
                .filter(NioSocketWrapper.class::isInstance)
                .map(NioSocketWrapper.class::cast)
                .toList();
        return shed(wrappers, most, null, false);
    }

    private void warn(String what, String setting, int most) {
        long now = now();
        long next = nextLogLine.get();
        if (now >= next && nextLogLine.compareAndSet(next, now + LOG_PAUSE_MILLIS)) {
            log.warn("There are more than " + most + " " + what + " at once, which is " + setting
                    + ": those that have waited longest are closed");
        }
    }

    /** @return whether any was ended */
    private boolean shed(Collection<NioSocketWrapper> wrappers, int most, NioSocketWrapper newest, boolean busyOnly) {
        long now = now();
        List<Candidate> candidates = new ArrayList<>();
        for (NioSocketWrapper wrapper : wrappers) {
            if (wrapper != newest && !wrapper.isClosed()) {
                Candidate candidate = candidate(wrapper, now);
                if (candidate.rank >= 0 && !(busyOnly && candidate.stage == Stage.IDLE)) {
                    candidates.add(candidate);
                }
            }
        }
        candidates.sort(Comparator.comparingInt(Candidate::rank).thenComparingLong(Candidate::since));
        candidates.stream().limit(Math.max(1, most / SHED_SHARE)).forEach(this::end);
        return !candidates.isEmpty();
    }

    /** The lower the rank, the sooner it goes; one below zero stays. */
    private Candidate candidate(NioSocketWrapper wrapper, long now) {
        TrackedConnection connection = tracked.get(wrapper);
        if (connection == null) {
            long accepted = wrapper.getLastRead();
            return new Candidate(wrapper, null, Stage.IDLE, accepted, now - accepted > YOUNG_MILLIS ? 0 : 3);
        }
        Stage stage = connection.stage();
        long since = connection.since();
        boolean young = now - since <= YOUNG_MILLIS;
        int rank = switch (stage) {
            case HEADER -> young ? 3 : 0;
            case DRAINING -> young ? 4 : 1;
            case IDLE -> 2;
            case ANSWERING -> young || connection.isTrusted() ? -1 : 5;
            case ENDING -> -1;
        };
        return new Candidate(wrapper, connection, stage, since, rank);
    }

    private void end(Candidate candidate) {
        if (candidate.connection == null) {
            TrackedConnection silent =
                    tracked.computeIfAbsent(candidate.wrapper, key -> new TrackedConnection(counters));
            if (silent.stage() == Stage.IDLE && silent.move(Stage.ENDING, now())) {
                endInput(candidate.wrapper, null, false);
            }
        } else if (candidate.connection.endIf(candidate.stage, candidate.since, now())) {
            endInput(
                    candidate.wrapper,
                    farewell(candidate.connection, candidate.stage),
                    candidate.stage == Stage.ANSWERING);
        }
    }

    /** What can be said on a connection where nobody else is writing; null if nothing can. */
    private static ByteBuffer farewell(TrackedConnection connection, Stage stage) {
        if (stage != Stage.HEADER) {
            return null;
        }
        return connection.isMultiplexed()
                ? RefusalText.HEADER_TIMEOUT.asFrame()
                : RefusalText.HEADER_TIMEOUT.onTheWire();
    }

    /** Ends those whose time is up, and forgets those that are closed. To be called now and then. */
    void sweep() {
        long now = now();
        tracked.forEach((wrapper, connection) -> {
            try {
                sweep(wrapper, connection, now);
            } catch (RuntimeException e) {
                // One that Tomcat takes apart meanwhile must not keep the others, and all later ones, from being looked
                // at.
                log.warn("A connection could not be looked at", e);
            }
        });
    }

    private void sweep(NioSocketWrapper wrapper, TrackedConnection connection, long now) {
        if (wrapper.isClosed()) {
            forget(wrapper);
            return;
        }
        Stage stage = connection.stage();
        long since = connection.since();
        boolean over = switch (stage) {
            case HEADER -> now - since > times.header().toMillis();
            case DRAINING -> now - since > times.drain().toMillis();
            case ANSWERING ->
                now - connection.sameFrameSince(bytesRead(wrapper), now)
                        > times.frame().toMillis();
            case IDLE, ENDING -> false;
        };
        if (over && connection.endIf(stage, since, now)) {
            endInput(wrapper, farewell(connection, stage), false);
        }
    }

    private void endInput(NioSocketWrapper wrapper, ByteBuffer farewell, boolean output) {
        SocketChannel channel = wrapper.getSocket().getIOChannel();
        if (channel == null) {
            return;
        }
        try {
            if (farewell != null) {
                say(farewell, channel);
            }
            channel.shutdownInput();
            if (output) {
                channel.shutdownOutput();
            }
        } catch (IOException e) {
            log.debug("A connection had ended already", e);
        }
    }

    /** Says that there is no room for one more connection. */
    void refuse(SocketChannel channel) throws IOException {
        say(RefusalText.tooManyConnections(connectionsSetting).onTheWire(), channel);
    }

    /** As far as the connection takes it at once; within TLS nothing can be said from here. */
    private void say(ByteBuffer text, SocketChannel channel) throws IOException {
        if (!tls) {
            channel.write(text);
        }
    }
}
