// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline;

import dev.sluice.benchmarks.pipeline.contestant.SourceTree;
import dev.sluice.benchmarks.pipeline.result.BenchResult;
import dev.sluice.benchmarks.pipeline.result.MachineFacts;
import dev.sluice.benchmarks.pipeline.result.ResultComparison;
import dev.sluice.benchmarks.pipeline.result.ResultTable;
import dev.sluice.benchmarks.pipeline.result.ScenarioResult;
import dev.sluice.benchmarks.services.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice bench}. Exit codes: 0 measured, 1 failed, 2 wrong usage. */
@Command(
        name = "sluice bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measure whole pipelines, Sluice and the tools that are found here, side by side in one run.",
            "Starts all it needs on loopback, prints a table, writes a JSON file beside it, and leaves nothing running."
        })
public final class Bench implements Callable<Integer> {

    private static final BenchSize FULL =
            new BenchSize(1_000_000, 5, 3, Duration.ofSeconds(30), Duration.ofSeconds(20));

    /** One kill: a restart of three JVMs takes some seconds. */
    private static final BenchSize SMOKE = new BenchSize(20_000, 2, 1, Duration.ofSeconds(5), Duration.ofSeconds(5));

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            split = ",",
            description = "What to measure, see --list; ${DEFAULT-VALUE} unless given.",
            defaultValue = Scenarios.ONE_FILE)
    private List<String> scenarios;

    @Option(names = "--list", description = "Only say which scenarios there are, and who can be measured here.")
    private boolean list;

    @Option(
            names = "--contestant",
            paramLabel = "NAME",
            split = ",",
            description = "Measure these alone; all that are found unless given.")
    private List<String> contestants = List.of();

    @Option(
            names = "--lines",
            paramLabel = "N",
            split = ",",
            description = "Of a round; several numbers to see what grows with them; 1000000 unless given.")
    private List<Integer> lines;

    @Option(names = "--rounds", paramLabel = "N", description = "That count, after one to warm up; 5 unless given.")
    private Integer rounds;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = {
                "How often all processes of a contestant are killed with SIGKILL, in a round of its own;",
                "0 for no such round; 3 unless given."
            })
    private Integer kills;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            split = ",",
            defaultValue = "8",
            description = "Of each topic; several numbers to see what grows with them; ${DEFAULT-VALUE} unless given.")
    private List<Integer> partitions;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of the corpus; ${DEFAULT-VALUE} unless given.")
    private long seed;

    @Option(names = "--smoke", description = "A small run, which shows that all of it works; its figures mean nothing.")
    private boolean smoke;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "bench-result.json",
            description = "Where the result goes, the table beside it (.md); ${DEFAULT-VALUE} unless given.")
    private Path out;

    @Option(names = "--compare", paramLabel = "FILE", description = "Result of an earlier run to show this one beside.")
    private Path compare;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Bench());
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> {
            if (!(exception instanceof IllegalStateException || exception instanceof IllegalArgumentException)) {
                throw exception;
            }
            command.getErr().println("sluice bench: " + exception.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    @Override
    public Integer call() throws IOException {
        Scenarios known = new Scenarios(SourceTree.find(smoke), seed);
        if (list) {
            spec.commandLine().getOut().print(known.list());
            spec.commandLine().getOut().flush();
            return 0;
        }
        List<Scenario> wanted = chosen(known);
        BenchResult before = compare == null ? null : BenchResult.read(compare);
        List<BenchSize> sizes = sizes();
        Instant started = Instant.now();
        MachineFacts machine = MachineFacts.now();
        Path folder = Files.createTempDirectory("sluice-bench-");
        List<ScenarioResult> results = new ArrayList<>();
        try {
            for (Scenario scenario : wanted) {
                for (int number : partitions) {
                    for (BenchSize size : sizes) {
                        Path own = Files.createTempDirectory(folder, scenario.name() + "-");
                        results.add(new ScenarioRun(scenario, size, number, contestants, own, this::tell).run());
                        Folders.delete(own);
                    }
                }
            }
        } finally {
            Folders.delete(folder);
        }
        report(BenchResult.of(started, seed, machine, results), before);
        return 0;
    }

    private List<Scenario> chosen(Scenarios known) {
        List<Scenario> chosen = new ArrayList<>();
        for (String name : scenarios) {
            chosen.add(known.named(name)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "no scenario '" + name + "'; there are " + known.names())));
        }
        for (String name : contestants) {
            if (chosen.stream()
                    .flatMap(scenario -> scenario.candidates().stream())
                    .noneMatch(candidate -> candidate.name().equals(name))) {
                throw new ParameterException(
                        spec.commandLine(), "nobody is called '" + name + "' in these scenarios; see --list");
            }
        }
        return chosen;
    }

    private List<BenchSize> sizes() {
        BenchSize base = smoke ? SMOKE : FULL;
        BenchSize size = new BenchSize(
                base.lines(),
                Objects.requireNonNullElse(rounds, base.rounds()),
                Objects.requireNonNullElse(kills, base.kills()),
                base.steady(),
                base.outage());
        List<Integer> numbers = Objects.requireNonNullElse(lines, List.of(base.lines()));
        if (size.rounds() < 1
                || size.kills() < 0
                || Stream.concat(numbers.stream(), partitions.stream()).anyMatch(number -> number < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--lines, --rounds and --partitions must be at least 1, --kills at least 0");
        }
        return numbers.stream().map(size::withLines).toList();
    }

    private void report(BenchResult result, BenchResult before) throws IOException {
        String text = ResultTable.of(result) + (before == null ? "" : ResultComparison.of(before, result));
        result.write(out);
        Path table = out.resolveSibling(out.getFileName().toString().replaceFirst("\\.json$", "") + ".md");
        Files.writeString(table, text);
        PrintWriter print = spec.commandLine().getOut();
        print.print(text);
        print.println();
        print.println("result: " + out + ", table: " + table);
        print.flush();
    }

    private void tell(String what) {
        spec.commandLine().getErr().println(what);
        spec.commandLine().getErr().flush();
    }
}
