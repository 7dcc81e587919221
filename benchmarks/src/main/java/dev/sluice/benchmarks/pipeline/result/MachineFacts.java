// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import dev.sluice.benchmarks.pipeline.machine.MachineActivity;

/**
 * Where the run was made.
 *
 * @param loadAverages of 1, 5 and 15 minutes when it began
 */
public record MachineFacts(int cores, String processor, String kernel, String java, String loadAverages) {

    public static MachineFacts now() {
        return new MachineFacts(
                Runtime.getRuntime().availableProcessors(),
                MachineActivity.processorModel(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.runtime.version"),
                MachineActivity.loadAverages());
    }
}
