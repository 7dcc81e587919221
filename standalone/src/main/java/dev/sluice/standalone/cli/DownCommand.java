// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice down}: stops an instance as Ctrl-C would, and waits for its end. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "Stop what sluice up started.")
final class DownCommand implements Callable<Integer> {

    @Mixin
    private InstanceOptions instance;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "90",
            description = "How long to wait for its end; ${DEFAULT-VALUE} unless given.")
    private long timeout;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Optional<ProcessHandle> process = InstanceFile.running(instance.data()).flatMap(InstanceFile::process);
        if (process.isEmpty()) {
            spec.commandLine().getOut().println("Nothing runs on " + instance.data() + ".");
            return 0;
        }
        process.get().destroy();
        try {
            process.get().onExit().get(timeout, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StandaloneException(
                    "process " + process.get().pid() + " did not stop within " + timeout
                            + " s; it goes on stopping, wait with --timeout or end it with kill -9",
                    e);
        }
        spec.commandLine().getOut().println("Stopped.");
        return 0;
    }
}
