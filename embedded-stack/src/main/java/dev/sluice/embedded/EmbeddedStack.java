// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Kafka, Elasticsearch and S3 on one machine, each in a folder of its own under one data folder. All of them or none is started. */
public final class EmbeddedStack implements AutoCloseable {

    private final EmbeddedKafka kafka;
    private final ElasticsearchSupervisor elasticsearch;
    private final EmbeddedS3 s3;
    private final CompletableFuture<EmbeddedStackException> failure = new CompletableFuture<>();

    private EmbeddedStack(EmbeddedKafka kafka, ElasticsearchSupervisor elasticsearch, EmbeddedS3 s3) {
        this.kafka = kafka;
        this.elasticsearch = elasticsearch;
        this.s3 = s3;
        kafka.onFailure().thenAccept(this::kafkaFailed);
    }

    /**
     * Starts all three, Elasticsearch beside the others since it takes longest, and returns when all are ready.
     *
     * @throws EmbeddedStackException if one of them does not start; those that have are stopped
     */
    public static EmbeddedStack start(EmbeddedStackSettings settings) {
        // Before anything is started: ten seconds of Elasticsearch are too long to wait for "port in use".
        LoopbackSocket.requireFree("Kafka", settings.kafka().port());
        LoopbackSocket.requireFree("Elasticsearch", settings.elasticsearch().port());
        LoopbackSocket.requireFree("S3", settings.s3Port());

        Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
        try {
            return start(settings, started);
        } catch (RuntimeException e) {
            closeAll(started, e);
            throw e;
        }
    }

    public EmbeddedKafka kafka() {
        return kafka;
    }

    /** The one that runs now: a process that has ended is started again, on the same address. */
    public EmbeddedElasticsearch elasticsearch() {
        return elasticsearch.current();
    }

    public EmbeddedS3 s3() {
        return s3;
    }

    /**
     * Completes when Kafka has failed while the stack was in use: with one sentence that says why. The stack is then of no use and wants closing.
     * Never completes otherwise. Elasticsearch is started again instead.
     */
    public CompletableFuture<EmbeddedStackException> onFailure() {
        return failure;
    }

    /** Stops them in reverse order; one that does not stop does not keep the others from it. */
    @Override
    public void close() {
        try (elasticsearch;
                kafka;
                s3) {
            // Closing is all.
        }
    }

    /** @param started takes in what was started, also if an exception is thrown; complete only on return */
    private static EmbeddedStack start(EmbeddedStackSettings settings, Deque<AutoCloseable> started) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<EmbeddedElasticsearch> elasticsearch = executor.submit(() -> pushed(
                    started,
                    EmbeddedElasticsearch.start(
                            settings.elasticsearchHome(),
                            settings.data().resolve("elasticsearch"),
                            settings.elasticsearch())));
            try {
                EmbeddedKafka kafka =
                        pushed(started, EmbeddedKafka.start(settings.data().resolve("kafka"), settings.kafka()));
                EmbeddedS3 s3 = pushed(
                        started,
                        EmbeddedS3.start(
                                settings.data().resolve("s3"),
                                settings.s3Port(),
                                settings.buckets().toArray(String[]::new)));
                return new EmbeddedStack(kafka, supervised(await(elasticsearch), settings), s3);
            } catch (RuntimeException e) {
                // The executor waits for the task, and that gives up when it is interrupted.
                elasticsearch.cancel(true);
                throw e;
            }
        }
    }

    private static ElasticsearchSupervisor supervised(EmbeddedElasticsearch first, EmbeddedStackSettings settings) {
        EmbeddedElasticsearchSettings again =
                settings.elasticsearch().withPort(first.endpoint().getPort());
        return new ElasticsearchSupervisor(
                first,
                ended -> EmbeddedElasticsearch.start(
                        settings.elasticsearchHome(), settings.data().resolve("elasticsearch"), again),
                settings.notices());
    }

    private static <T extends AutoCloseable> T pushed(Deque<AutoCloseable> started, T server) {
        started.push(server);
        return server;
    }

    private static EmbeddedElasticsearch await(Future<EmbeddedElasticsearch> elasticsearch) {
        try {
            return elasticsearch.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedStackException("interrupted while Elasticsearch was starting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EmbeddedStackException own) {
                throw own;
            }
            throw new EmbeddedStackException("Elasticsearch did not start: " + e.getCause(), e.getCause());
        }
    }

    private static void closeAll(Deque<AutoCloseable> started, RuntimeException cause) {
        for (AutoCloseable server : started) {
            try {
                server.close();
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
    }

    private void kafkaFailed(Throwable cause) {
        failure.complete(new EmbeddedStackException(
                "Kafka at " + kafka.bootstrapServers() + " failed: " + cause.getMessage() + "; start Sluice again",
                cause));
    }
}
