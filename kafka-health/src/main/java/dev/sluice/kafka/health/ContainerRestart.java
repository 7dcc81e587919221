// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kafka.health;

import dev.sluice.model.concurrent.BackOff;
import dev.sluice.model.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent.Reason;

/**
 * Starts consumers anew when one of them ended by itself: its producer was fenced, Kafka refused its credentials, or an error came through that
 * nobody expected. Spring's container ends then, and a service would be up that does nothing. New consumers begin from what is committed.
 */
public final class ContainerRestart implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ContainerRestart.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Consumers that have run for so long have not failed for the reason of the last time. */
    private static final Duration STABLE = Duration.ofMinutes(1);

    private final String name;
    private final Lifecycle container;
    private final Consumer<Reason> failures;
    private final Executor executor;
    private final Ticker ticker;
    private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
    private final AtomicBoolean isScheduled = new AtomicBoolean();
    private long startedAt;
    private volatile boolean isClosing;

    /**
     * @param name of the consumers, for the log
     * @param failures is told why a consumer has ended
     * @param executor runs the restart; never on the calling thread, which is a consumer's that the container waits for
     */
    public ContainerRestart(
            String name, Lifecycle container, Consumer<Reason> failures, Executor executor, Ticker ticker) {
        this.name = name;
        this.container = container;
        this.failures = failures;
        this.executor = executor;
        this.ticker = ticker;
        this.startedAt = ticker.nanos();
    }

    @EventListener
    void consumerStopped(ConsumerStoppedEvent event) {
        stopped(event.getReason());
    }

    @EventListener
    void contextCloses(ContextClosedEvent event) {
        close();
    }

    /** A consumer has stopped; whoever asked for it need not tell. */
    public void stopped(Reason reason) {
        if (reason == Reason.NORMAL || isClosing) {
            return;
        }
        failures.accept(reason);
        log.error("A consumer of {} has stopped ({}); all are started anew from what is committed", name, reason);
        if (!isScheduled.getAndSet(true)) {
            executor.execute(this::restart);
        }
    }

    private synchronized void restart() {
        isScheduled.set(false);
        try {
            container.stop();
            if (ticker.nanos() - startedAt > STABLE.toNanos()) {
                backOff.reset();
            }
            do {
                ticker.sleep(Duration.ofMillis(backOff.nextMillis()));
            } while (!isClosing && !started());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean started() {
        try {
            container.start();
            startedAt = ticker.nanos();
            return true;
        } catch (RuntimeException e) {
            log.error("{} cannot start yet, trying again until it can", name, e);
            return false;
        }
    }

    /** Nothing is started any more. */
    @Override
    public void close() {
        isClosing = true;
    }
}
