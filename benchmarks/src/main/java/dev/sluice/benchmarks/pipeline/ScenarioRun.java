// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline;

import dev.sluice.benchmarks.pipeline.Scenario.Work;
import dev.sluice.benchmarks.pipeline.contestant.Candidate;
import dev.sluice.benchmarks.pipeline.corpus.LineRange;
import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import dev.sluice.benchmarks.pipeline.result.ContestantResult;
import dev.sluice.benchmarks.pipeline.result.RoundResult;
import dev.sluice.benchmarks.pipeline.result.ScenarioResult;
import dev.sluice.benchmarks.pipeline.run.Contestant;
import dev.sluice.benchmarks.pipeline.run.RoundRunner;
import dev.sluice.benchmarks.pipeline.run.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One scenario: starts all contestants, warms each up, and lets them have their turn round by round, each time another one first. Their processes go
 * on running while it is another's turn, as the machine's only load, and idle.
 */
final class ScenarioRun {

    private final Scenario scenario;
    private final BenchSize size;
    private final int partitions;
    private final List<String> wanted;
    private final Path folder;
    private final Consumer<String> progress;
    private long nextLine;

    /**
     * @param partitions of each topic
     * @param wanted names of the contestants to measure; all if empty
     * @param folder that the run may use
     * @param progress is told what is going on, for people who wait
     */
    ScenarioRun(
            Scenario scenario,
            BenchSize size,
            int partitions,
            List<String> wanted,
            Path folder,
            Consumer<String> progress) {
        this.scenario = scenario;
        this.size = size;
        this.partitions = partitions;
        this.wanted = wanted;
        this.folder = folder;
        this.progress = progress;
    }

    ScenarioResult run() throws IOException {
        List<ContestantResult> absent = new ArrayList<>();
        List<Contestant> contestants = new ArrayList<>();
        try (Stage stage = new Stage(folder, partitions)) {
            try {
                for (Candidate candidate : scenario.candidates()) {
                    if (wanted.isEmpty() || wanted.contains(candidate.name())) {
                        switch (candidate) {
                            case Candidate.Present present -> contestants.add(started(present, stage));
                            case Candidate.Absent missing ->
                                absent.add(ContestantResult.notMeasured(missing.name(), missing.why()));
                        }
                    }
                }
                contestants.forEach(Contestant::awaitReady);
                List<ContestantResult> results = new ArrayList<>(measure(contestants));
                results.addAll(absent);
                return new ScenarioResult(scenario.name(), scenario.description(), partitions, size.lines(), results);
            } finally {
                contestants.forEach(Contestant::close);
            }
        }
    }

    private Contestant started(Candidate.Present candidate, Stage stage) throws IOException {
        tell("starting " + candidate.name());
        Contestant contestant = candidate.maker().on(stage);
        try {
            contestant.start();
            return contestant;
        } catch (RuntimeException e) {
            contestant.close();
            throw e;
        }
    }

    private List<ContestantResult> measure(List<Contestant> contestants) throws IOException {
        List<MeasuredProcess> everything = contestants.stream()
                .flatMap(each -> Stream.concat(each.processes().stream(), each.infrastructure().stream()))
                .distinct()
                .toList();
        RoundRunner runner = new RoundRunner(scenario.corpus(), everything);
        Map<Contestant, List<RoundResult>> rounds = new LinkedHashMap<>();
        Map<Contestant, List<RoundResult>> killed = new LinkedHashMap<>();
        Map<Contestant, RoundResult> warmUps = new LinkedHashMap<>();
        for (Contestant contestant : contestants) {
            rounds.put(contestant, new ArrayList<>());
            killed.put(contestant, new ArrayList<>());
            RoundResult warmUp = runner.speed(contestant, 0, next(size.lines()));
            tell(contestant, "warm-up", warmUp);
            warmUps.put(contestant, warmUp);
        }
        for (int round = 1; round <= size.rounds(); round++) {
            for (int i = 0; i < contestants.size(); i++) {
                Contestant contestant = contestants.get((round + i) % contestants.size());
                RoundResult result = round(runner, contestant, round, warmUps.get(contestant));
                tell(contestant, "round " + round, result);
                rounds.get(contestant).add(result);
            }
        }
        if (size.kills() > 0 && scenario.work() instanceof Work.Speed speed && speed.kills()) {
            double rate = (double) size.lines() / size.steady().toSeconds();
            for (Contestant contestant : contestants) {
                RoundResult result = runner.killed(contestant, 1, next(size.lines()), rate, size.kills());
                tell(contestant, size.kills() + " kills", result);
                killed.get(contestant).add(result);
            }
        }
        return contestants.stream()
                .map(each ->
                        new ContestantResult(each.name(), each.program(), rounds.get(each), killed.get(each), null))
                .toList();
    }

    private RoundResult round(RoundRunner runner, Contestant contestant, int round, RoundResult warmUp)
            throws IOException {
        return switch (scenario.work()) {
            case Work.Speed speed -> runner.speed(contestant, round, next(size.lines()));
            case Work.Outage outage -> runner.outage(contestant, round, next(size.lines()), size.outage());
            case Work.Age age -> {
                double rate = Math.max(1, age.load() * warmUp.linesPerSecond());
                int lines = (int) Math.max(1, rate * size.steady().toSeconds());
                yield runner.ages(contestant, round, next(lines), rate);
            }
        };
    }

    private LineRange next(int lines) {
        LineRange range = new LineRange(nextLine, lines);
        nextLine = range.end();
        return range;
    }

    private void tell(Contestant contestant, String what, RoundResult result) {
        tell(String.format(
                Locale.ROOT,
                "%s, %s: %,.0f lines a second, %,.0f a CPU-second; lost %,d, doubled %,d, wrong %,d",
                contestant.name(),
                what,
                result.linesPerSecond(),
                result.linesPerCpuSecond(),
                result.delivery().lost(),
                result.delivery().doubled(),
                result.delivery().wrong()));
    }

    private void tell(String what) {
        progress.accept(scenario.name() + ": " + what);
    }
}
