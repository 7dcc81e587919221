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

    private final Counters counters;
    private Stage stage = Stage.IDLE;
    private long since;
    private String sender;

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

    /** Ends it if it is still what whoever decides so has seen. */
    synchronized boolean endIf(Stage seen, long seenSince, long now) {
        return stage == seen && since == seenSince && move(Stage.ENDING, now);
    }
}
