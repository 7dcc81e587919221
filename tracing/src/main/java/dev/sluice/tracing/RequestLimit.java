// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tracing;

import java.time.Clock;

/** So many a second and no more: whoever asks for a trace with each request costs no more than that. Thread-safe. */
final class RequestLimit {

    private final int perSecond;
    private final Clock clock;
    private long second;
    private int admitted;

    RequestLimit(int perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    synchronized boolean admits() {
        long now = clock.millis() / 1_000;
        if (now != second) {
            second = now;
            admitted = 0;
        }
        return admitted++ < perSecond;
    }
}
