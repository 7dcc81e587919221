// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/**
 * Makes sure that the declared topics exist before the first record is sent, also when Kafka was away at the start: otherwise the broker would
 * make them on its own, with settings of its own. Tries when asked, one try at a time.
 */
@Component
class DeclaredTopics {

    private final KafkaAdmin admin;
    private final AtomicReference<CompletableFuture<Void>> creation = new AtomicReference<>();

    DeclaredTopics(KafkaAdmin admin, KafkaProperties properties) {
        this.admin = admin;
        if (!properties.getAdmin().isAutoCreate()) {
            // Whoever switches that off makes the topics himself.
            creation.set(CompletableFuture.completedFuture(null));
        }
    }

    /**
     * Waits until the topics are there.
     *
     * @return false if they are not, within {@code timeout}
     */
    boolean exist(Duration timeout) throws InterruptedException {
        CompletableFuture<Void> current = creation.get();
        if (current == null) {
            CompletableFuture<Void> mine = new CompletableFuture<>();
            current = creation.compareAndExchange(null, mine);
            if (current == null) {
                current = mine;
                Thread.startVirtualThread(() -> create(mine));
            }
        }
        try {
            current.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void create(CompletableFuture<Void> result) {
        try {
            admin.initialize();
            result.complete(null);
        } catch (RuntimeException e) {
            creation.set(null);
            result.completeExceptionally(e);
        }
    }
}
