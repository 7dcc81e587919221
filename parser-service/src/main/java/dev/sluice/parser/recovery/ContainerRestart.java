// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.recovery;

import dev.sluice.parser.metrics.ParserMetrics;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent.Reason;

/**
 * Starts the consumers anew when one of them ended by itself, above all because its producer was fenced: its transaction had timed out at the
 * coordinator, and whether the poll counts is known to the broker alone. New consumers begin from what is committed, with their memory read again.
 */
public final class ContainerRestart {

    private static final Logger log = LoggerFactory.getLogger(ContainerRestart.class);

    private final Lifecycle container;
    private final ParserMetrics metrics;
    private final Executor executor;
    private final AtomicBoolean isScheduled = new AtomicBoolean();
    private volatile boolean isClosing;

    /** @param executor runs the restart; never on the calling thread, which is a consumer's that the container waits for */
    public ContainerRestart(Lifecycle container, ParserMetrics metrics, Executor executor) {
        this.container = container;
        this.metrics = metrics;
        this.executor = executor;
    }

    @EventListener
    void consumerStopped(ConsumerStoppedEvent event) {
        stopped(event.getReason());
    }

    @EventListener
    void contextCloses(ContextClosedEvent event) {
        isClosing = true;
    }

    void stopped(Reason reason) {
        if (reason == Reason.NORMAL || isClosing) {
            return;
        }
        metrics.consumerFailed(reason);
        log.error("A consumer has stopped ({}); all are started anew from what is committed", reason);
        if (!isScheduled.getAndSet(true)) {
            executor.execute(this::restart);
        }
    }

    private void restart() {
        isScheduled.set(false);
        container.stop();
        if (!isClosing) {
            container.start();
        }
    }
}
