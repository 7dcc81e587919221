// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts Elasticsearch again when its process has ended without being closed: on the same port and folder, after a wait that doubles from try to
 * try. Whoever writes to it sees an outage and nothing else.
 */
final class ElasticsearchSupervisor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ElasticsearchSupervisor.class);

    private final UnaryOperator<EmbeddedElasticsearch> startAgain;
    private final Consumer<String> notices;
    private final RestartBackOff backOff = new RestartBackOff();

    private EmbeddedElasticsearch current;
    private Thread restart;
    private boolean closed;

    /**
     * @param startAgain gives a new server in place of one that has ended and is closed
     * @param notices takes a sentence for a person whenever something happens
     */
    ElasticsearchSupervisor(
            EmbeddedElasticsearch first, UnaryOperator<EmbeddedElasticsearch> startAgain, Consumer<String> notices) {
        this.startAgain = startAgain;
        this.notices = notices;
        watch(first);
    }

    /** The one that runs, or the last one that did. */
    synchronized EmbeddedElasticsearch current() {
        return current;
    }

    private synchronized void watch(EmbeddedElasticsearch server) {
        current = server;
        long started = System.nanoTime();
        server.onExit().thenRun(() -> ended(server, Duration.ofNanos(System.nanoTime() - started)));
    }

    private synchronized void ended(EmbeddedElasticsearch server, Duration lifetime) {
        if (closed) {
            return;
        }
        backOff.ranFor(lifetime);
        restart = Thread.ofVirtual().name("restart-elasticsearch").start(() -> restart(server));
    }

    private void restart(EmbeddedElasticsearch ended) {
        String cause = ended.exitReport();
        ended.close();
        while (true) {
            Duration pause = backOff.next();
            tell(cause + "; it is started again in " + pause.toSeconds() + " s, and until then events wait in Kafka");
            try {
                Thread.sleep(pause);
                EmbeddedElasticsearch started = startAgain.apply(ended);
                if (takeOver(started)) {
                    tell("Elasticsearch at " + started.endpoint() + " is back");
                } else {
                    started.close();
                }
                return;
            } catch (InterruptedException ignored) {
                return;
            } catch (RuntimeException e) {
                if (isClosed()) {
                    return;
                }
                cause = e instanceof EmbeddedStackException ? e.getMessage() : "Elasticsearch cannot be started: " + e;
            }
        }
    }

    private synchronized boolean takeOver(EmbeddedElasticsearch started) {
        if (!closed) {
            watch(started);
        }
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void tell(String sentence) {
        log.warn(sentence);
        notices.accept(sentence);
    }

    /** Stops it, and a start that is under way. */
    @Override
    public void close() {
        Thread underWay;
        synchronized (this) {
            closed = true;
            underWay = restart;
        }
        if (underWay != null) {
            underWay.interrupt();
            try {
                underWay.join();
            } catch (InterruptedException ignored) {
                Thread.currentThread().interrupt();
            }
        }
        current().close();
    }
}
