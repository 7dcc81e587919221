// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.time.Duration;

/** How long to wait before a server that has ended is started again: a second, then twice as long from try to try, up to a minute. Thread-safe. */
final class RestartBackOff {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);

    /** A server that ran for so long was well: the next wait is the first one again. */
    static final Duration STABLE = Duration.ofMinutes(5);

    private Duration wait = FIRST;

    /** Says how long the server that has ended had run. */
    synchronized void ranFor(Duration lifetime) {
        if (lifetime.compareTo(STABLE) > 0) {
            wait = FIRST;
        }
    }

    synchronized Duration next() {
        Duration next = wait;
        Duration doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return next;
    }
}
