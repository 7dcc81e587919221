// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.InstanceFile;
import dev.sluice.tail.Main;
import dev.sluice.tail.config.AgentConfig;
import dev.sluice.tail.config.ConfigException;
import dev.sluice.tail.config.QuickConfig;
import dev.sluice.tail.telemetry.AgentLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice tail}: follows files into a running instance until Ctrl-C, and goes on where it was when it is run again. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = {
            "Follow files into a running Sluice until Ctrl-C, each line exactly once, through rotation, restarts and outages.",
            "Run again with the same files, it goes on where it was."
        })
final class TailCommand implements Callable<Integer> {

    private static final String POSITIONS = "tail";

    /** Where a file is begun that was never followed before. */
    enum From {
        BEGINNING,
        END
    }

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files or globs, also such as are not there yet.")
    private List<String> files;

    @Mixin
    private InstanceOptions instance;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Ingest to send to; the instance on the data folder unless given.")
    private URI url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:SLUICE_TOKEN:-}",
            description =
                    "API token; $$SLUICE_TOKEN unless given, which is better: other users of this machine can read"
                            + " command lines.")
    private String token;

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "auto",
            description = "The lines' format; auto unless given.")
    private String format;

    @Option(names = "--dataset", paramLabel = "D", description = "Dataset of the events; the format's unless given.")
    private String dataset;

    @Option(names = "--namespace", paramLabel = "N", description = "Namespace of the events; default unless given.")
    private String namespace;

    @Option(
            names = "--from",
            paramLabel = "beginning|end",
            defaultValue = "beginning",
            description = "Where to begin files that are met for the first time; ${DEFAULT-VALUE} unless given.")
    private From from;

    @Option(
            names = "--positions",
            paramLabel = "DIR",
            description = "Folder that remembers how far each file was sent; one below the data folder unless given.")
    private Path positions;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        URI ingest = url == null ? ofInstance() : url;
        Path folder = positions == null ? positionsFor(ingest) : positions.toAbsolutePath();
        AgentConfig config = config(ingest, folder);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Following %s into %s, positions in %s; Ctrl-C stops.%n", String.join(" ", files), ingest, folder);
        out.flush();
        if (spec.commandLine().getParseResult().hasMatchedOption("--token")) {
            spec.commandLine().getErr().println("sluice: " + QuickConfig.TOKEN_IS_SHOWN);
        }
        return Main.follow(config, new AgentLog(System.err, Clock.systemUTC()));
    }

    private URI ofInstance() throws IOException {
        int port = InstanceFile.running(instance.data())
                .orElseThrow(() -> instance.nothingRuns("name an ingest with --url"))
                .ports()
                .ingest();
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What was sent to one instance was not sent to another, and two commands may follow different files at the same time. */
    private Path positionsFor(URI ingest) {
        String name = QuickConfig.nameOf(ingest.toString(), files);
        return instance.data().resolve(POSITIONS).resolve(name);
    }

    private AgentConfig config(URI ingest, Path folder) {
        try {
            return QuickConfig.of(new QuickConfig.Request(
                    ingest.toString(),
                    token.isEmpty() ? null : token,
                    folder,
                    format.toLowerCase(Locale.ROOT),
                    dataset,
                    namespace,
                    from == From.END,
                    files));
        } catch (ConfigException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
