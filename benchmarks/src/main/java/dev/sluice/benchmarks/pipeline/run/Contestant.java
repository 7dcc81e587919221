// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.corpus.EventLayout;
import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import java.time.Duration;
import java.util.List;

/**
 * Who is measured: processes that take lines in and let events out.
 *
 * @param program name and version
 * @param parts its processes, in the order in which they are started
 * @param infrastructure what it uses and others use too
 * @param layout of its events
 */
public record Contestant(
        String name,
        String program,
        List<Part> parts,
        List<MeasuredProcess> infrastructure,
        Feed feed,
        Destination destination,
        EventLayout layout)
        implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 100;

    public Contestant {
        parts = List.copyOf(parts);
        infrastructure = List.copyOf(infrastructure);
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
