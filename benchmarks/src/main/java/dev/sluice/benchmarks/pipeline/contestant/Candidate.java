// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.contestant;

import dev.sluice.benchmarks.pipeline.run.Contestant;
import dev.sluice.benchmarks.pipeline.run.Stage;
import java.io.IOException;

/** Who may be measured in a scenario. */
public sealed interface Candidate {

    String name();

    /** Can be measured here. */
    record Present(String name, Maker maker) implements Candidate {}

    /** Cannot; {@code why} says how it could. */
    record Absent(String name, String why) implements Candidate {}

    /** Makes the contestant, not started yet. */
    @FunctionalInterface
    interface Maker {
        Contestant on(Stage stage) throws IOException;
    }
}
