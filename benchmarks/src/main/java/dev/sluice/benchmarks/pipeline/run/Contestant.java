// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.corpus.EventLayout;
import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who is measured: processes that take lines in and let events out.
 *
 * @param program name and version
 * @param parts its processes, in the order in which they are started
 * @param broker of its own
 * @param stores others that it uses
 * @param layout of its events
 */
public record Contestant(
        String name,
        String program,
        List<Part> parts,
        MeasuredProcess broker,
        List<MeasuredProcess> stores,
        Feed feed,
        Destination destination,
        EventLayout layout)
        implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 100;

    public Contestant {
        parts = List.copyOf(parts);
        stores = List.copyOf(stores);
    }

    /** Starts its processes, which are ready some time later. */
    public void start() {
        parts.forEach(part -> part.process().start());
    }

    /** Returns when all of its processes are ready. */
    public void awaitReady() {
        parts.forEach(Contestant::awaitReady);
    }

    /** SIGKILL to all of its processes. */
    public void kill() {
        parts.forEach(part -> part.process().kill());
    }

    /** What it uses and is not part of it. */
    public List<MeasuredProcess> infrastructure() {
        return Stream.concat(Stream.of(broker), stores.stream()).toList();
    }

    public List<MeasuredProcess> processes() {
        return parts.stream().map(Part::process).toList();
    }

    public List<Long> pids() {
        return processes().stream()
                .filter(MeasuredProcess::isAlive)
                .map(MeasuredProcess::pid)
                .toList();
    }

    @Override
    public void close() {
        parts.forEach(part -> part.process().close());
    }

    private static void awaitReady(Part part) {
        long deadline = System.nanoTime() + START.toNanos();
        while (!part.ready().getAsBoolean()) {
            MeasuredProcess process = part.process();
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(process.name()
                        + (process.isAlive() ? " is not ready within " + START : " has ended") + ": "
                        + process.endOfLog());
            }
            Pause.millis(POLL_MILLIS);
        }
    }
}
