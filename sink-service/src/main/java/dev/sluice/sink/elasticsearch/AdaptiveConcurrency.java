// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.sink.elasticsearch.ElasticsearchSettings.Bulking;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * How much is sent at once. Bulks grow by a quarter with each full one that is answered fast; when they are as big as they may be, there is one
 * request more at once instead. Answers that take twice as long as they should make it one less, and a 429 halves both. Few big requests come
 * first, since many small ones keep Elasticsearch busier for the same documents. One for all partitions, since they meet the same
 * Elasticsearch. Thread-safe.
 */
final class AdaptiveConcurrency {

    private static final int REQUESTS_A_NODE = 2;
    private static final int INITIAL_SIZE = 1 << 20;

    private final int minSize;
    private final int maxSize;
    private final int minRequests;
    private final int maxRequests;
    private final Duration targetLatency;

    /** Fair, so that no bulk holds the commits of its partition back for long. */
    private final Semaphore turns;

    private int size;
    private int allowed;

    /** Requests on their way that nobody follows when they end. */
    private int surplus;

    private int onTheirWay;

    /** @param nodes of Elasticsearch */
    AdaptiveConcurrency(Bulking settings, int nodes) {
        minSize = Math.toIntExact(settings.minSize().toBytes());
        maxSize = Math.toIntExact(settings.maxSize().toBytes());
        maxRequests = settings.maxRequests();
        minRequests = Math.min(maxRequests, REQUESTS_A_NODE * nodes);
        targetLatency = settings.targetLatency();
        size = Math.clamp(INITIAL_SIZE, minSize, maxSize);
        allowed = minRequests;
        turns = new Semaphore(allowed, true);
    }

    /** Bytes of events at which a bulk is full. */
    synchronized int size() {
        return size;
    }

    /** Requests that may be on their way at once. */
    synchronized int requests() {
        return allowed;
    }

    /** Waits, in turn, until there may be one request more; {@link #end} must follow. */
    void begin() throws InterruptedException {
        turns.acquire();
        synchronized (this) {
            onTheirWay++;
        }
    }

    synchronized void end() {
        onTheirWay--;
        giveTurn();
    }

    synchronized void answered(int bytes, Duration latency) {
        if (latency.compareTo(targetLatency.multipliedBy(2)) > 0) {
            allow(Math.max(minRequests, allowed - 1));
        } else if (bytes >= size / 2 && latency.compareTo(targetLatency) < 0) {
            if (size < maxSize) {
                size = Math.min(maxSize, size + size / 4);
            } else if (onTheirWay == allowed && allowed < maxRequests) {
                allow(allowed + 1);
            }
        }
    }

    synchronized void tooMany() {
        size = Math.max(minSize, size / 2);
        allow(Math.max(minRequests, allowed / 2));
    }

    private void allow(int requests) {
        for (; allowed < requests; allowed++) {
            giveTurn();
        }
        for (; allowed > requests; allowed--) {
            // One that nobody has taken, or the next that is given back.
            if (!turns.tryAcquire()) {
                surplus++;
            }
        }
    }

    private void giveTurn() {
        if (surplus > 0) {
            surplus--;
        } else {
            turns.release();
        }
    }
}
