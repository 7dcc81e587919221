// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of events that this process holds until Elasticsearch has them, of all partitions. Thread-safe. */
final class InFlightBytes {

    private final long max;
    private final AtomicLong current = new AtomicLong();

    InFlightBytes(long max) {
        this.max = max;
    }

    void add(long bytes) {
        current.addAndGet(bytes);
    }

    void remove(long bytes) {
        current.addAndGet(-bytes);
    }

    long current() {
        return current.get();
    }

    boolean isFull() {
        return current.get() >= max;
    }
}
