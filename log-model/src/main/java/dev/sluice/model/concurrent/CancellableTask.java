// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.concurrent;

import java.util.concurrent.CompletableFuture;

/** Work on a virtual thread of its own that can be given up: cancelling its future interrupts the thread. */
public interface CancellableTask {

    /** Does the work. An {@code InterruptedException} leaves the future cancelled. */
    void run() throws InterruptedException;

    /**
     * Starts a task.
     *
     * @param name of the thread
     * @return done when the task has returned, and failed with what it has thrown
     */
    static CompletableFuture<Void> start(String name, CancellableTask task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (InterruptedException e) {
                done.cancel(false);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        done.whenComplete((ignored, failure) -> {
            if (done.isCancelled()) {
                thread.interrupt();
            }
        });
        thread.start();
        return done;
    }
}
