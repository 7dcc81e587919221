// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** One hostile sender, which does the same again and again in a thread of its own until it is stopped. */
final class Attack implements AutoCloseable {

    /** The connection ended without an answer, or was one that never gets an answer. */
    static final int NONE = 0;

    /** Does it once. */
    interface Deed {
        /** @return the status of the answer, or {@link #NONE} */
        int once() throws IOException, InterruptedException;

        /** Lets go of what it holds. */
        default void close() throws IOException {}
    }

    private final String name;
    private final Set<Integer> documented;
    private final Duration pause;
    private final Deed deed;
    private final Map<Integer, Integer> answers = new TreeMap<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private Thread thread;

    /** @param documented what may be answered; {@link #NONE} where there may be no answer at all, however often it is done */
    Attack(String name, Set<Integer> documented, Duration pause, Deed deed) {
        this.name = name;
        this.documented = documented;
        this.pause = pause;
        this.deed = deed;
    }

    void start() {
        thread = Thread.ofPlatform().name("attack " + name).daemon().start(() -> {
            while (!stopped) {
                try {
                    answers.merge(status(), 1, Integer::sum);
                } catch (InterruptedException e) {
                    return;
                } catch (RuntimeException e) {
                    failure.set(e);
                    return;
                }
                LockSupport.parkNanos(pause.toNanos());
            }
        });
    }

    private int status() throws InterruptedException {
        try {
            return deed.once();
        } catch (IOException e) {
            return NONE;
        }
    }

    /**
     * What is wrong with what was answered; empty if nothing is.
     *
     * @param least so often it must have been done
     */
    String violation(long least) {
        if (failure.get() != null) {
            return name + " could not go on: " + failure.get();
        }
        if (times() < least) {
            return name + " was done " + times() + " times, and not " + least;
        }
        Set<Integer> given = new TreeSet<>(answers.keySet());
        // Who is refused before all was sent may not hear it.
        given.remove(NONE);
        boolean answered = documented.contains(NONE) || !given.isEmpty();
        return answered && documented.containsAll(given) ? "" : name + " was answered " + answers;
    }

    /** How often it was done. */
    int times() {
        return answers.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return name + " " + answers;
    }

    /** After what it is doing. */
    void stop() {
        stopped = true;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopped = true;
        thread.join(Duration.ofSeconds(40));
        deed.close();
    }
}
