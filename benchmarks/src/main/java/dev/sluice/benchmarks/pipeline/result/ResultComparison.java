// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import java.util.Locale;
import java.util.Optional;

/** This run beside an earlier one: the ratio of each figure, and of each figure's ratio to a yardstick of the same run, since machines differ. */
public final class ResultComparison {

    private ResultComparison() {}

    /** A table with a row for each contestant that both runs have. */
    public static String of(BenchResult before, BenchResult now) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%n## beside the run of %s%s%n%n"
                        + "| scenario | contestant | lines a CPU-second, then | now | ratio | of the yardstick, then | now | lost and doubled, then | now |%n"
                        + "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |%n",
                before.started(),
                before.busy() || now.busy() ? " (the machine was busy in one of them)" : ""));
        for (ScenarioResult scenario : now.scenarios()) {
            for (ContestantResult contestant : scenario.contestants()) {
                find(before, scenario)
                        .flatMap(earlier -> find(earlier, contestant.name())
                                .filter(found -> !contestant.rounds().isEmpty())
                                .map(found -> row(earlier, found, scenario, contestant)))
                        .ifPresent(text::append);
            }
        }
        return text.toString();
    }

    private static String row(
            ScenarioResult before, ContestantResult then, ScenarioResult scenario, ContestantResult now) {
        double old = rate(then);
        double current = rate(now);
        return String.format(
                Locale.ROOT,
                "| %s, %,d lines, %d partitions | %s | %,.0f | %,.0f | %.2f | %s | %s | %,d | %,d |%n",
                scenario.name(),
                scenario.lines(),
                scenario.partitions(),
                now.name(),
                old,
                current,
                current / old,
                ofYardstick(before, scenario, old, true),
                ofYardstick(before, scenario, current, false),
                misdelivered(then),
                misdelivered(now));
    }

    /** The last contestant of the scenario that both runs have measured: Sluice's own come first, rivals and bare clients behind. */
    private static String ofYardstick(ScenarioResult before, ScenarioResult now, double rate, boolean then) {
        return now.contestants().reversed().stream()
                .filter(contestant -> !contestant.rounds().isEmpty())
                .flatMap(contestant -> find(before, contestant.name()).stream()
                        .map(earlier -> String.format(
                                Locale.ROOT, "%.2f × %s", rate / rate(then ? earlier : contestant), contestant.name())))
                .findFirst()
                .orElse("–");
    }

    private static double rate(ContestantResult contestant) {
        return MedianSpread.of(contestant.rounds(), RoundResult::linesPerCpuSecond)
                .median();
    }

    private static long misdelivered(ContestantResult contestant) {
        return java.util.stream.Stream.concat(contestant.rounds().stream(), contestant.killed().stream())
                .mapToLong(round -> round.delivery().lost() + round.delivery().doubled())
                .sum();
    }

    private static Optional<ScenarioResult> find(BenchResult result, ScenarioResult wanted) {
        return result.scenarios().stream()
                .filter(scenario -> scenario.name().equals(wanted.name()))
                .filter(scenario -> scenario.lines() == wanted.lines() && scenario.partitions() == wanted.partitions())
                .findFirst();
    }

    private static Optional<ContestantResult> find(ScenarioResult scenario, String name) {
        return scenario.contestants().stream()
                .filter(contestant -> contestant.name().equals(name))
                .filter(contestant -> !contestant.rounds().isEmpty())
                .findFirst();
    }
}
