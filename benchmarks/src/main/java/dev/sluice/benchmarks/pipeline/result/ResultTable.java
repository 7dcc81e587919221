// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** A result as Markdown, so that it can be read on a terminal and put into a document. */
public final class ResultTable {

    private static final String NONE = "–";
    private static final double MIB = 1 << 20;

    private ResultTable() {}

    public static String of(BenchResult result) {
        StringBuilder text = new StringBuilder();
        MachineFacts machine = result.machine();
        text.append(format(
                "%d cores of %s, %s, Java %s, seed %d; load averages at the start: %s%n",
                machine.cores(),
                machine.processor(),
                machine.kernel(),
                machine.java(),
                result.seed(),
                machine.loadAverages()));
        if (result.busy()) {
            text.append(format(
                    "%nTHE MACHINE WAS BUSY: others took more than %.0f %% of it in at least one round (the column \"others\"). Only ratios within this run mean anything, and those little.%n",
                    100 * BenchResult.BUSY));
        }
        result.scenarios().forEach(scenario -> text.append(of(scenario)));
        return text.toString();
    }

    private static String of(ScenarioResult scenario) {
        StringBuilder text = new StringBuilder(format(
                "%n## %s, %,d lines, %d partitions%n%n%s%n%n",
                scenario.name(), scenario.lines(), scenario.partitions(), scenario.description()));
        text.append(
                "| contestant | lines a CPU-second | lines a second | wall s | CPU s by process | peak MiB "
                        + "| wire B a line | Kafka B a line | B an event | age ms p50 / p99 / p99.9 | lost | doubled | wrong | others |\n");
        text.append(
                "| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        for (ContestantResult contestant : scenario.contestants()) {
            if (!contestant.rounds().isEmpty()) {
                text.append(row(contestant.name(), contestant.rounds()));
            }
            if (!contestant.killed().isEmpty()) {
                text.append(row(
                        contestant.name() + ", killed "
                                + contestant.killed().getFirst().kills() + " times",
                        contestant.killed()));
            }
        }
        scenario.contestants().stream()
                .filter(contestant -> contestant.notMeasured() != null)
                .forEach(contestant -> text.append(format("%n%s: %s%n", contestant.name(), contestant.notMeasured())));
        for (ContestantResult contestant : scenario.contestants()) {
            contestant.rounds().stream()
                    .map(round -> round.delivery().example())
                    .filter(example -> example != null)
                    .findFirst()
                    .ifPresent(example -> text.append(format("%nwrong in %s, e.g. %s%n", contestant.name(), example)));
        }
        return text.toString();
    }

    private static String row(String name, List<RoundResult> rounds) {
        return "| "
                + String.join(
                        " | ",
                        name,
                        spread(rounds, RoundResult::linesPerCpuSecond, "%,.0f"),
                        spread(rounds, RoundResult::linesPerSecond, "%,.0f"),
                        spread(rounds, round -> round.cost().wallSeconds(), "%.2f"),
                        processes(rounds),
                        median(rounds, round -> round.cost().peakMemoryBytes() / MIB, "%,.0f"),
                        wire(rounds),
                        median(rounds, round -> (double) round.volume().kafkaBytes() / round.lines(), "%.0f"),
                        events(rounds),
                        ages(rounds),
                        sum(rounds, round -> round.delivery().lost()),
                        sum(rounds, round -> round.delivery().doubled()),
                        sum(rounds, round -> round.delivery().wrong()),
                        format(
                                "%.0f %%",
                                100
                                        * MedianSpread.of(rounds, RoundResult::shareOfOthers)
                                                .median()))
                + " |\n";
    }

    private static String processes(List<RoundResult> rounds) {
        Map<String, String> byName = new TreeMap<>();
        for (RoundResult round : rounds) {
            round.cost()
                    .cpuSeconds()
                    .keySet()
                    .forEach(name -> byName.computeIfAbsent(
                            name,
                            process -> process + " "
                                    + median(
                                            rounds,
                                            each -> each.cost().cpuSeconds().getOrDefault(process, 0.0),
                                            "%.2f")));
        }
        StringJoiner joined = new StringJoiner(", ");
        byName.values().forEach(joined::add);
        return joined.toString();
    }

    private static String wire(List<RoundResult> rounds) {
        return rounds.stream().anyMatch(round -> round.volume().wireBytes() == null)
                ? NONE
                : median(rounds, round -> (double) round.volume().wireBytes() / round.lines(), "%.0f");
    }

    private static String events(List<RoundResult> rounds) {
        return rounds.stream().allMatch(round -> round.volume().bytesPerEvent() == 0)
                ? NONE
                : median(rounds, round -> round.volume().bytesPerEvent(), "%.0f");
    }

    private static String ages(List<RoundResult> rounds) {
        if (rounds.stream().anyMatch(round -> round.age() == null)) {
            return NONE;
        }
        return median(rounds, round -> round.age().p50(), "%.0f") + " / "
                + median(rounds, round -> round.age().p99(), "%.0f") + " / "
                + median(rounds, round -> round.age().p999(), "%.0f");
    }

    /** The median, and in brackets the least and the most where there are several rounds. */
    private static String spread(List<RoundResult> rounds, ToDoubleFunction<RoundResult> figure, String format) {
        MedianSpread spread = MedianSpread.of(rounds, figure);
        return rounds.size() == 1
                ? format(format, spread.median())
                : format(format + " (" + format + " – " + format + ")", spread.median(), spread.least(), spread.most());
    }

    private static String median(List<RoundResult> rounds, ToDoubleFunction<RoundResult> figure, String format) {
        return format(format, MedianSpread.of(rounds, figure).median());
    }

    private static String sum(List<RoundResult> rounds, java.util.function.ToLongFunction<RoundResult> figure) {
        return format("%,d", rounds.stream().mapToLong(figure).sum());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
