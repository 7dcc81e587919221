// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.machine.MachineActivity;
import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import dev.sluice.benchmarks.pipeline.machine.SocketBytes;
import dev.sluice.benchmarks.pipeline.result.Cost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a round takes, from when this is made to the last {@link #progress}. */
final class RoundMeter {

    private static final long SOCKETS_EVERY_NANOS = 1_000_000_000L;

    private final Contestant contestant;
    private final SocketBytes sockets;
    private final long kafkaBytesBefore;
    private final Map<String, Duration> before;
    private final Map<String, Duration> infrastructureBefore;
    private final MachineActivity activity;
    private final long start;
    private long lastLookAtSockets;
    private long end;
    private Map<String, Duration> after;
    private Map<String, Duration> infrastructureAfter;

    /**
     * @param everything all processes of the run, also of those whose turn it is not
     * @param kafkaBytesBefore what {@link Destination#kafkaBytes} was before the round's lines
     */
    RoundMeter(Contestant contestant, List<MeasuredProcess> everything, long kafkaBytesBefore) {
        this.contestant = contestant;
        contestant.processes().forEach(MeasuredProcess::forgetPeakMemory);
        sockets = SocketBytes.from(contestant.pids());
        this.kafkaBytesBefore = kafkaBytesBefore;
        activity = new MachineActivity(() -> sum(everything));
        before = times(contestant.processes());
        infrastructureBefore = times(contestant.infrastructure());
        start = System.nanoTime();
        lastLookAtSockets = start;
        progress();
    }

    /** Something has come out just now. */
    void progress() {
        end = System.nanoTime();
        after = times(contestant.processes());
        infrastructureAfter = times(contestant.infrastructure());
        if (end - lastLookAtSockets > SOCKETS_EVERY_NANOS) {
            lookAtSockets();
        }
    }

    /** Before a kill, too: what a connection has sent is forgotten with it. */
    void lookAtSockets() {
        sockets.look(contestant.pids());
        lastLookAtSockets = System.nanoTime();
    }

    Cost cost() {
        return new Cost(
                (end - start) / 1e9,
                difference(before, after),
                difference(infrastructureBefore, infrastructureAfter),
                contestant.processes().stream()
                        .mapToLong(MeasuredProcess::peakMemory)
                        .sum());
    }

    /** Null where it cannot be seen. */
    Long wireBytes() {
        lookAtSockets();
        return sockets.total().isPresent() ? sockets.total().getAsLong() : null;
    }

    long kafkaBytes() {
        return contestant.destination().kafkaBytes() - kafkaBytesBefore;
    }

    double shareOfOthers() {
        return activity.shareOfOthers();
    }

    private static Map<String, Duration> times(List<MeasuredProcess> processes) {
        Map<String, Duration> times = new LinkedHashMap<>();
        processes.forEach(process -> times.put(process.name(), process.processorTime()));
        return times;
    }

    private static Duration sum(List<MeasuredProcess> processes) {
        Duration own = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new ArrayList<>(processes)
                .stream().map(MeasuredProcess::processorTime).reduce(own, Duration::plus);
    }

    private static Map<String, Double> difference(Map<String, Duration> before, Map<String, Duration> after) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        after.forEach(
                (name, time) -> seconds.put(name, time.minus(before.get(name)).toNanos() / 1e9));
        return seconds;
    }
}
