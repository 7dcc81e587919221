// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.embedded.EmbeddedStackException;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
            TopCommand.class,
            SampleCommand.class,
            ParseCommand.class,
            TailCommand.class,
            DetectCommand.class,
            DlqCommand.class,
            DoctorCommand.class,
            EraseCommand.class,
            FormatsCommand.class,
            RulesCommand.class,
            LakeCommand.class,
            LedgerCommand.class,
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
            if (!isForPeople(exception)) {
                throw exception;
            }
            command.getErr().println("sluice: " + sentence(exception));
            return CommandLine.ExitCode.SOFTWARE;
        });
        commandLine.setExecutionStrategy(AuditedAction::execute);
        return commandLine;
    }

    /** Whether its message says all there is to say; of anything else a trace is needed. */
    static boolean isForPeople(Throwable exception) {
        return exception instanceof StandaloneException
                || exception instanceof EmbeddedStackException
                || exception instanceof IllegalArgumentException
                || exception instanceof IOException;
    }

    static String sentence(Throwable exception) {
        return switch (exception) {
            case NoSuchFileException missing -> missing.getFile() + " is not there";
            case AccessDeniedException denied -> denied.getFile() + " cannot be used: permission denied";
            case FileSystemException failed ->
                failed.getFile() + " cannot be used: " + reason(failed.getReason(), failed);
            case IOException failed -> reason(failed.getMessage(), failed);
            default -> exception.getMessage();
        };
    }

    private static String reason(String told, IOException failed) {
        return told == null ? failed.toString() : told;
    }
}
