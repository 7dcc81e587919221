// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import dev.sluice.model.concurrent.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Deletes events from all stores, in two passes: one at once; and one when all that had been accepted when it was asked for is stored, which finds
 * what was on its way, and what an upload that was late has brought back. So when it is complete, no store has an event of the subject that had
 * been accepted before. Whatever is killed in between is asked for again.
 *
 * <p>A pass goes over all stores at once: a store of millions of documents to delete one by one would else keep the next one waiting for hours. If
 * one fails, the others stop where they are.
 */
public final class Erasure {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final List<ErasableStore> stores;
    private final Ticker ticker;

    public Erasure(List<ErasableStore> stores, Ticker ticker) {
        this.stores = List.copyOf(stores);
        this.ticker = ticker;
    }

    /**
     * What was done.
     *
     * @param events deleted in this run, by the store's name
     * @param complete whether the second pass came after all that had been accepted was stored
     */
    public record ErasureOutcome(Map<String, Long> events, boolean complete) {}

    /** How many events would be deleted, by the store's name. */
    public Map<String, Long> count(ErasureRequest request, Consumer<String> progress)
            throws IOException, InterruptedException {
        Map<String, Long> counts = new TreeMap<>();
        for (ErasableStore store : stores) {
            counts.put(store.name(), store.count(request, progress));
        }
        return counts;
    }

    /**
     * Deletes them.
     *
     * @param allStored whether all that had been accepted is stored
     * @param patience how long to wait for that
     * @throws IOException if a store cannot be reached; what was done stays done
     * @throws IllegalStateException if somebody must do something first; the message says what
     */
    public ErasureOutcome run(
            ErasureRequest request,
            ErasureJournal journal,
            BooleanSupplier allStored,
            Duration patience,
            Consumer<String> progress)
            throws IOException, InterruptedException {
        Map<String, Long> events = new TreeMap<>();
        pass(request, journal, progress, events);
        boolean stored = await(allStored, patience, progress);
        // Objects that are left although all is stored hold what came later.
        pass(request, journal, progress, events);
        return new ErasureOutcome(events, stored);
    }

    private boolean await(BooleanSupplier allStored, Duration patience, Consumer<String> progress)
            throws InterruptedException {
        long deadline = ticker.nanos() + patience.toNanos();
        while (!allStored.getAsBoolean()) {
            if (ticker.nanos() >= deadline) {
                return false;
            }
            progress.accept("waits for what was accepted before to be stored");
            ticker.sleep(POLL);
        }
        return true;
    }

    private void pass(
            ErasureRequest request, ErasureJournal journal, Consumer<String> progress, Map<String, Long> events)
            throws IOException, InterruptedException {
        PassProgress all = new PassProgress(progress);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // In the order in which they end: a failure is told at once, whoever else has much to do.
            CompletionService<Map.Entry<String, Long>> passes = new ExecutorCompletionService<>(threads);
            for (ErasableStore store : stores) {
                passes.submit(() ->
                        Map.entry(store.name(), store.erase(request, journal, state -> all.show(store.name(), state))));
            }
            try {
                for (int i = 0; i < stores.size(); i++) {
                    Map.Entry<String, Long> erased = passes.take().get();
                    events.merge(erased.getKey(), erased.getValue(), Long::sum);
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw asItIs(e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private static IOException asItIs(Throwable thrown) throws InterruptedException {
        return switch (thrown) {
            case IOException e -> e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> new IOException(thrown);
        };
    }
}
