// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.machine;

import java.time.Duration;
import java.util.function.Supplier;

/** What others make the machine do during a measurement. */
public final class MachineActivity {

    private final Supplier<Duration> measured;
    private final Duration machineBefore;
    private final Duration measuredBefore;
    private final long start = System.nanoTime();

    /** @param measured processor time of all processes that belong to the measurement, this JVM's among them */
    public MachineActivity(Supplier<Duration> measured) {
        this.measured = measured;
        machineBefore = ProcessFiles.machineTime();
        measuredBefore = measured.get();
    }

    /** The share of all cores that processes which do not belong to the measurement have had since the beginning: 0 to 1. */
    public double shareOfOthers() {
        double capacity =
                (System.nanoTime() - start) * (double) Runtime.getRuntime().availableProcessors();
        Duration others = ProcessFiles.machineTime()
                .minus(machineBefore)
                .minus(measured.get().minus(measuredBefore));
        return Math.clamp(others.toNanos() / capacity, 0, 1);
    }

    /** Of one, five and fifteen minutes. */
    public static String loadAverages() {
        return ProcessFiles.loadAverages();
    }

    public static String processorModel() {
        return ProcessFiles.processorModel();
    }
}
