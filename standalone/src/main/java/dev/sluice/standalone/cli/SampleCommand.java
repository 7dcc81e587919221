// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.sample.AccessLogSample;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice sample}: prints made-up log lines. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        description = "Print made-up log lines, the same ones for the same seed.")
final class SampleCommand implements Callable<Integer> {

    private static final double BROKEN_SHARE = 0.001;

    /** What can be made up; the names are those of the formats. */
    enum SampleFormat {
        apache_common,
        apache_combined
    }

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "apache_combined",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given.")
    private SampleFormat format;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many; ${DEFAULT-VALUE} unless given.")
    private long lines;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "${DEFAULT-VALUE} unless given.")
    private long seed;

    @Option(names = "--broken", description = "Break one line in a thousand.")
    private boolean broken;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (lines < 0) {
            throw new ParameterException(spec.commandLine(), "--lines must not be negative, was " + lines);
        }
        AccessLogSample sample =
                new AccessLogSample(format == SampleFormat.apache_combined, seed, broken ? BROKEN_SHARE : 0);
        PrintWriter out = spec.commandLine().getOut();
        for (long i = 0; i < lines; i++) {
            out.print(sample.next());
            out.print('\n');
        }
        out.flush();
        return 0;
    }
}
