// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.embedded.EmbeddedStackException;
import dev.sluice.standalone.StandaloneException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code sluice}. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        versionProvider = JarVersion.class,
        description = "A log pipeline that acknowledges only what it keeps and stores every line exactly once.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            SampleCommand.class,
            ParseCommand.class,
            TailCommand.class,
            DlqCommand.class,
            DoctorCommand.class,
            LakeCommand.class,
            PartitionsCommand.class,
            ReplayCommand.class,
            RehydrateCommand.class,
            TokenCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "In the source tree, ./sluice bench measures whole pipelines; see ./sluice bench --help."})
public final class Sluice {

    private Sluice() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Sluice()).setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> {
            if (!(exception instanceof StandaloneException
                    || exception instanceof EmbeddedStackException
                    || exception instanceof IllegalArgumentException)) {
                throw exception;
            }
            command.getErr().println("sluice: " + exception.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }
}
