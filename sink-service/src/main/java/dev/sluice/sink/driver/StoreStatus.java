// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a store takes events. A store that is away is no failure of this service, which waits for it; but somebody must know.
 * Thread-safe.
 */
public final class StoreStatus {

    /** A problem that comes and goes is logged at most this often. */
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(StoreStatus.class);

    private final String store;
    private final Clock clock;
    private final Map<String, Instant> logged = new HashMap<>();
    private Problem problem;

    /** Why nothing is read, however well the store is. */
    private Problem pause;

    public StoreStatus(String store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * The store does not take events at present.
     *
     * @param kind what is wrong, in words that stay the same for as long as it is the same problem
     * @param detail what the store said
     */
    public synchronized void degraded(String kind, String detail) {
        Instant now = clock.instant();
        if (problem == null || !problem.kind.equals(kind)) {
            problem = new Problem(kind, detail, now);
            Instant last = logged.get(kind);
            if (last == null || Duration.between(last, now).compareTo(LOG_INTERVAL) >= 0) {
                logged.put(kind, now);
                log.warn(
                        "{} {}; its events wait in Kafka and are tried again until it takes them. {}",
                        store,
                        kind,
                        detail);
            }
        }
    }

    /** The store took events. */
    public synchronized void well() {
        if (problem != null) {
            log.info(
                    "{} takes events again; it had a problem since {}: {} {}",
                    store,
                    problem.since,
                    store,
                    problem.kind);
            problem = null;
        }
    }

    /**
     * Nothing is read at present, for a reason on our side.
     *
     * @param kind as for {@link #degraded}
     */
    public synchronized void paused(String kind, String detail) {
        if (pause == null) {
            pause = new Problem(kind, detail, clock.instant());
            log.warn("{} {}; its events wait in Kafka. {}", store, kind, detail);
        }
    }

    /** The reason for the pause is gone. */
    public synchronized void resumed() {
        if (pause != null) {
            log.info("{} goes on; since {} it was so: {} {}", store, pause.since, store, pause.kind);
            pause = null;
        }
    }

    /** What is wrong; empty while all is well. */
    public synchronized Optional<Problem> problem() {
        return Optional.ofNullable(problem == null ? pause : problem);
    }

    /** Whether nothing is read for a reason on our side. */
    public synchronized boolean isPaused() {
        return pause != null;
    }

    /** The store's name, as in metrics and logs. */
    public String store() {
        return store;
    }

    /** What is wrong and since when. */
    public record Problem(String kind, String detail, Instant since) {}
}
