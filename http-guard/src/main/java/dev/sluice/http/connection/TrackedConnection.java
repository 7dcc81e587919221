// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What one connection that has sent something is at, and since when. Thread-safe: whoever ends it is another thread than the one that serves it. */
final class TrackedConnection {

    /** In the order in which a request goes through them. */
    enum Stage {
        /** Between two requests; holds no request's buffers. */
        IDLE(false),
        /** A header has begun. */
        HEADER(true),
        /** The service has the request. */
        ANSWERING(true),
        /** The service is done with it; what is left of its body is read and thrown away. */
        DRAINING(true),
        /** To be closed by the thread that notices. */
        ENDING(false);

        private final boolean busy;

        Stage(boolean busy) {
            this.busy = busy;
        }
    }

    /**
     * Of all connections.
     *
     * @param busy that hold a request's buffers
     * @param answering those of them that the service is answering
     * @param trusted requests of known senders, by their name
     * @param mostTrusted of one sender
     */
    record Counters(AtomicInteger busy, AtomicInteger answering, Map<String, Integer> trusted, int mostTrusted) {
        Counters(int mostTrusted) {
            this(new AtomicInteger(), new AtomicInteger(), new ConcurrentHashMap<>(), mostTrusted);
        }

        private boolean admit(String sender) {
            boolean[] admitted = new boolean[1];
            trusted.compute(sender, (name, count) -> {
                int others = count == null ? 0 : count;
                admitted[0] = others < mostTrusted;
                return admitted[0] ? Integer.valueOf(others + 1) : count;
            });
            return admitted[0];
        }

        private void release(String sender) {
            trusted.computeIfPresent(sender, (name, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Of those that Tomcat takes, and its header. */
    private static final int LONGEST_FRAME = (1 << 14) + 9;

    private final Counters counters;
    private Stage stage = Stage.IDLE;
    private long since;
    private String sender;

    /** Of HTTP/2. */
    private boolean multiplexed;

    /** A thread is at its frames, or waits for the rest of one. */
    private boolean reading;

    /** How far that thread was, in bytes, and when. */
    private long readUpTo;

    private long readUpToSince;

    /** The last of its requests came whole, or from somebody known: it may be silent until the next. */
    private boolean mayRest;

    private int requests;

    TrackedConnection(Counters counters) {
        this.counters = counters;
    }

    synchronized Stage stage() {
        return stage;
    }

    /** Milliseconds, of the same clock that the moves were told. */
    synchronized long since() {
        return since;
    }

    synchronized boolean isTrusted() {
        return sender != null;
    }

    /** The service knows who sends. Of the requests of one sender only so many are trusted, that others have room beside it. */
    synchronized void trust(String name) {
        if (stage == Stage.ANSWERING && sender == null && counters.admit(name)) {
            sender = name;
        }
    }

    /**
     * Moves on.
     *
     * @return false if it is to end, and so does not move
     */
    synchronized boolean move(Stage to, long now) {
        if (stage == Stage.ENDING) {
            return false;
        }
        if (stage == to) {
            return true;
        }
        counters.busy.addAndGet((to.busy ? 1 : 0) - (stage.busy ? 1 : 0));
        counters.answering.addAndGet((to == Stage.ANSWERING ? 1 : 0) - (stage == Stage.ANSWERING ? 1 : 0));
        if (sender != null) {
            counters.release(sender);
            sender = null;
        }
        stage = to;
        since = now;
        return true;
    }

    /** From now on its requests are streams (RFC 9113), of which the service may have several at once. */
    synchronized void multiplex() {
        multiplexed = true;
    }

    synchronized boolean isMultiplexed() {
        return multiplexed;
    }

    /**
     * Bytes of frames have come. A frame has the time of a header, if the service has no request of this connection meanwhile.
     *
     * @param bytes that were read before, since the connection began
     * @return whether the connection was at rest
     */
    synchronized boolean beginFrames(long bytes, long now) {
        reading = true;
        readUpTo = bytes;
        readUpToSince = now;
        return stage == Stage.IDLE && move(Stage.HEADER, now);
    }

    /** All frames that have begun are whole. */
    synchronized void endFrames(long now) {
        reading = false;
        if (stage == Stage.HEADER && mayRest) {
            move(Stage.IDLE, now);
        }
    }

    /**
     * Since when a frame is being read that is not there yet: Tomcat's thread holds on to its stream meanwhile, so that the service cannot give
     * up on it.
     *
     * @param bytes that were read until now
     * @return {@code now} if no frame is, or it is not known to be the same one
     */
    synchronized long sameFrameSince(long bytes, long now) {
        if (!reading) {
            return now;
        }
        if (bytes - readUpTo > LONGEST_FRAME) {
            readUpTo = bytes;
            readUpToSince = now;
        }
        return readUpToSince;
    }

    /**
     * The service has a request, or one more.
     *
     * @return false if the connection is to end
     */
    synchronized boolean beginRequest(long now) {
        if (!move(Stage.ANSWERING, now)) {
            return false;
        }
        if (requests > 0) {
            counters.answering.incrementAndGet();
            since = now;
        }
        requests++;
        return true;
    }

    /**
     * The service is done with a request.
     *
     * @param whole whether all of it had come
     */
    synchronized void endRequest(boolean whole, long now) {
        requests--;
        if (requests > 0) {
            counters.answering.decrementAndGet();
            return;
        }
        mayRest = whole || sender != null;
        if (!multiplexed) {
            move(Stage.DRAINING, now);
        } else {
            move(mayRest && !reading ? Stage.IDLE : Stage.HEADER, now);
        }
    }

    /** Ends it if it is still what whoever decides so has seen. */
    synchronized boolean endIf(Stage seen, long seenSince, long now) {
        return stage == seen && since == seenSince && move(Stage.ENDING, now);
    }
}
