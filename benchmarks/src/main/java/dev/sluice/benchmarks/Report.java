// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks with JMH's own options, counts allocated bytes, and prints the table of the README with the ratio to the regex. */
public final class Report {

    private Report() {}

    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(arguments))
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        print(results);
    }

    private static void print(Collection<RunResult> results) {
        double combined = results.stream()
                .filter(result -> name(result).equals("sluice apache_combined"))
                .mapToDouble(Report::linesPerSecond)
                .findFirst()
                .orElse(Double.NaN);
        System.out.printf(
                "%n| what | lines a second | bytes allocated a line | combined is faster by |%n| --- | ---: | ---: | ---: |%n");
        results.stream()
                .sorted(Comparator.comparingDouble(Report::linesPerSecond).reversed())
                .forEach(result -> System.out.printf(
                        Locale.ROOT,
                        "| %s | %,.0f | %,.0f | %s |%n",
                        name(result),
                        linesPerSecond(result),
                        bytesPerLine(result),
                        name(result).startsWith("sluice") || name(result).startsWith("combined")
                                ? ""
                                : String.format(Locale.ROOT, "%.1f", combined / linesPerSecond(result))));
    }

    private static String name(RunResult result) {
        String method = result.getParams().getBenchmark();
        String name = method.substring(method.lastIndexOf('.') + 1);
        String lines = result.getParams().getParam("lines");
        String with = result.getParams().getParam("with");
        String by = result.getParams().getParam("by");
        return name
                + (lines == null ? "" : " " + lines)
                + (with == null ? "" : " with " + with)
                + (by == null ? "" : " " + by);
    }

    private static double linesPerSecond(RunResult result) {
        return result.getPrimaryResult().getScore() * LineBenchmark.LINES;
    }

    private static double bytesPerLine(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return bytes == null ? Double.NaN : bytes.getScore() / LineBenchmark.LINES;
    }
}
