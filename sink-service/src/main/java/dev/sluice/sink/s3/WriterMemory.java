// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that files being written take, of all partitions together: a Parquet file keeps a row group in memory, a compressor its window.
 * When the bound is reached, the range that holds most is closed before its time, and nobody writes until it is. Thread-safe.
 */
final class WriterMemory {

    private final long max;
    private final AtomicLong used = new AtomicLong();
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();

    /** @param max bytes */
    WriterMemory(long max) {
        this.max = max;
    }

    /** For a range that begins; to be given back. */
    Share share() {
        Share share = new Share();
        shares.add(share);
        return share;
    }

    long used() {
        return used.get();
    }

    /** Whether nothing more should be written before something is closed. */
    boolean isFull() {
        return used.get() >= max;
    }

    /** What the files of one range take. Changed by one thread, read by all. */
    final class Share {

        private volatile long held;

        private Share() {}

        /** Its files take so many bytes more; fewer than none if they take less. */
        void add(long bytes) {
            held = held + bytes;
            used.addAndGet(bytes);
        }

        /** Whether this range has to be closed to make room: none holds more. */
        boolean isToBeFreed() {
            return isFull() && held > 0 && shares.stream().noneMatch(other -> other.held > held);
        }

        /** The range takes no memory any more. */
        void giveBack() {
            if (shares.remove(this)) {
                add(-held);
            }
        }
    }
}
