// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.deadletter.DeadLetterFilter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which dead letters a command is about; several values of one option are alternatives. */
final class DeadLetterOptions {

    @Option(
            names = "--topic",
            paramLabel = "T",
            split = ",",
            description = "In these topics: logs.raw-dlt, logs.parsed-STORE-dlt; all that there are unless given.")
    private List<String> topics = List.of();

    @Option(names = "--reason", paramLabel = "R", split = ",", description = "With these reasons, e.g. BAD_TIMESTAMP.")
    private List<String> reasons = List.of();

    @Option(names = "--dataset", paramLabel = "D", split = ",", description = "Of these datasets, e.g. apache.access.")
    private List<String> datasets = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Given up at or after this, e.g. 2026-03-01T12:00:00Z.")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Given up before this.")
    private Instant to;

    DeadLetterFilter filter() {
        return new DeadLetterFilter(Set.copyOf(topics), Set.copyOf(reasons), Set.copyOf(datasets), Set.of(), from, to);
    }

    /** Whether nothing was asked for in particular. */
    boolean isAll() {
        return filter().equals(DeadLetterFilter.all());
    }
}
