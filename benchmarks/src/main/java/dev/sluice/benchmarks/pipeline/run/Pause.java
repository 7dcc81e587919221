// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

/** Waiting between two looks. */
final class Pause {

    private Pause() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
