// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * The bytes of bodies that may be held at once, over all requests: who gets none is told to come again, so that many senders together can't
 * exhaust the memory. Counts bodies; what the producer holds has a limit of its own.
 */
@Component
public final class ByteBudget {

    private final long total;
    private final AtomicLong held = new AtomicLong();

    ByteBudget(BodySettings settings, IngestMetrics metrics) {
        total = settings.budget().toBytes();
        metrics.watchBudget(held, value -> (double) value.get() / total);
    }

    /** Opens a share for one request, of nothing yet. */
    public Share open() {
        return new Share();
    }

    /** What one request holds; given back when closed. Not thread-safe. */
    public final class Share implements AutoCloseable {

        private long mine;

        private Share() {}

        /**
         * Grows this share to {@code bytes}, if it is smaller.
         *
         * @throws RequestRejectedException ({@link RejectionReason#OVERLOADED}) if there is no more to be had
         */
        public void cover(long bytes) {
            grow(bytes - mine);
        }

        /**
         * Grows this share by {@code more} bytes, if that is more than nothing.
         *
         * @throws RequestRejectedException ({@link RejectionReason#OVERLOADED}) if there is no more to be had
         */
        public void grow(long more) {
            if (more <= 0) {
                return;
            }
            if (held.addAndGet(more) > total) {
                held.addAndGet(-more);
                throw new RequestRejectedException(
                        RejectionReason.OVERLOADED,
                        "more is coming in than Kafka takes: " + total
                                + "B are in flight, which is sluice.ingest.budget; nothing of the request was accepted");
            }
            mine += more;
        }

        /** Bytes held now. */
        public long bytes() {
            return mine;
        }

        @Override
        public void close() {
            held.addAndGet(-mine);
            mine = 0;
        }
    }
}
