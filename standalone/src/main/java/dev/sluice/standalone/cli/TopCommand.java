// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.flow.PipelineFlow;
import dev.sluice.standalone.InstanceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice top}: the flow through an instance, as it is now, until Ctrl-C. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = {
            "Show what flows through the instance on the data folder, until Ctrl-C: events a second, lag, age of the oldest event, dead letters.",
            "Where output is no terminal, one measurement is printed."
        })
final class TopCommand implements Callable<Integer> {

    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    @Mixin
    private InstanceOptions instance;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = DurationConverter.class,
            description = "How often to measure, e.g. 1s; ${DEFAULT-VALUE} unless given.")
    private Duration interval;

    @Option(names = "--once", description = "Measure once and end.")
    private boolean once;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean repeat = !once && Progress.isTerminal();
        PipelineFlow before = measure();
        do {
            long started = System.nanoTime();
            Thread.sleep(interval);
            PipelineFlow now = measure();
            double seconds = (System.nanoTime() - started) / 1e9;
            out.print((repeat ? HOME_AND_CLEAR : "") + table(before, now, seconds));
            out.flush();
            before = now;
        } while (repeat);
        return 0;
    }

    private PipelineFlow measure() throws IOException {
        return InstanceFlow.of(
                instance.data(),
                InstanceFile.running(instance.data())
                        .orElseThrow(() -> instance.nothingRuns("look at a cluster with its dashboards"))
                        .ports());
    }

    static String table(PipelineFlow before, PipelineFlow now, double seconds) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, "%-14s %12s %12s %12s %10s %10s%n", "STAGE", "EVENTS/S", "MB/S", "LAG", "OLDEST", "DEAD"));
        table.append(String.format(
                Locale.ROOT,
                "%-14s %12s %12s %12s %10s %10s%n",
                "ingest",
                rate(before.lines(), now.lines(), seconds, 1),
                rate(before.bytes(), now.bytes(), seconds, 1e6),
                "",
                "",
                ""));
        for (int i = 0; i < now.stages().size(); i++) {
            PipelineFlow.Stage was = before.stages().get(i);
            PipelineFlow.Stage is = now.stages().get(i);
            table.append(String.format(
                    Locale.ROOT,
                    "%-14s %12s %12s %12s %10s %10s%n",
                    is.name(),
                    rate(was.done(), is.done(), seconds, 1),
                    "",
                    count(is.lag()),
                    age(is.oldestSeconds()),
                    count(is.dead())));
        }
        return table.toString();
    }

    private static String rate(long before, long now, double seconds, double unit) {
        if (before == PipelineFlow.UNKNOWN || now == PipelineFlow.UNKNOWN) {
            return "-";
        }
        // A service that was started anew counts from 0.
        double difference = now < before ? now : now - before;
        return String.format(Locale.ROOT, unit == 1 ? "%.0f" : "%.2f", difference / seconds / unit);
    }

    static String count(long value) {
        return value == PipelineFlow.UNKNOWN ? "-" : Long.toString(value);
    }

    static String age(double seconds) {
        return seconds == PipelineFlow.UNKNOWN ? "-" : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
