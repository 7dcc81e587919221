// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code sluice status}: how the instance on a data folder is, and asks every component of it. Exit code 0 only if that instance is there and all of
 * it is up.
 */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Say how the instance on the data folder is: starting, up, degraded, paused (its disk is full), died or stopped; each component; and the lag,",
            "the age of the oldest event, dead letters and the free space of its disk.",
            "Exit code 1 unless all of it is up."
        })
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private InstanceOptions instance;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        InstanceStatus status = InstanceStatus.of(instance.data());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(TerminalText.json(status));
        } else {
            print(status, out);
        }
        return status.isUp() ? 0 : 1;
    }

    private static void print(InstanceStatus status, PrintWriter out) {
        out.println(status.sentence());
        status.components()
                .forEach(component -> out.printf(
                        "  %-14s %-28s %s%s%n",
                        component.name(),
                        component.address(),
                        component.status(),
                        component.why() == null ? "" : ": " + component.why()));
        if (status.flow() != null) {
            status.flow()
                    .stages()
                    .forEach(stage -> out.printf(
                            "  before %-14s lag %s, oldest %s%n",
                            stage.name(), TopCommand.count(stage.lag()), TopCommand.age(stage.oldestSeconds())));
            out.printf("  dead letters   %s%n", letters(status.deadLetters()));
            out.printf("  free disk      %d MB%n", status.freeMegabytes());
        }
    }

    private static String letters(Long count) {
        if (count == null) {
            return "-";
        }
        return count == InstanceStatus.MOST_LETTERS ? count + " or more" : count.toString();
    }
}
