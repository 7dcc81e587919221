// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import java.time.Clock;

/** Since when bytes of a file wait to be sent. Written by the thread that looks and by whoever holds the file's lease. */
final class Backlog {

    private volatile long since;
    private volatile long upTo;

    /** A look has found {@code size} bytes, of which {@code sent} are settled. */
    void grown(long sent, long size, Clock clock) {
        if (since == 0 && size > sent) {
            since = clock.millis();
            upTo = size;
        }
    }

    /** Once what has waited longest is sent, the rest has waited since now, for all that is known. */
    void progressed(long sent, long size, long now) {
        if (sent >= upTo) {
            upTo = size;
            since = size > sent ? now : 0;
        }
    }

    /** A time at which bytes that are still not settled were there, epoch milliseconds, or 0. */
    long since() {
        return since;
    }
}
