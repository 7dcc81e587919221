// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CancellableTaskTest {

    @Test
    void isDoneWhenTheTaskHasReturned() {
        CancellableTask.start("returns", () -> {}).join();
    }

    @Test
    void failsWithWhatTheTaskHasThrown() {
        CompletableFuture<Void> task = CancellableTask.start("throws", () -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(task::join).isInstanceOf(CompletionException.class).hasRootCauseMessage("broken");
    }

    @Test
    void cancellingItInterruptsTheThread() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> task = CancellableTask.start("waits", () -> {
            begun.countDown();
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        task.cancel(true);

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(task).isCancelled();
    }
}
