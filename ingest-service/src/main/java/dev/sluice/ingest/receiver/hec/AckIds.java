// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Numbers for acknowledgements. A number is given out when the events are in Kafka and never before, so every number that was given out is
 * acknowledged: there is nothing to remember, and any replica can answer, also after a restart. Numbers start with the time, so that a restart
 * repeats none.
 */
@Component
final class AckIds {

    private static final long PER_MILLISECOND = 1000;

    private final AtomicLong next;

    AckIds(Clock clock) {
        // Below 2^53, which is as far as JSON numbers are exact everywhere.
        next = new AtomicLong(clock.millis() * PER_MILLISECOND);
    }

    long next() {
        return next.getAndIncrement();
    }

    boolean isAcknowledged(long id) {
        return id >= 0 && id < next.get();
    }
}
