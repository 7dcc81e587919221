// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.ComponentEndpoint;
import dev.sluice.standalone.DiskReserve;
import dev.sluice.standalone.ElasticsearchLogin;
import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.Ports;
import dev.sluice.standalone.StandaloneException;
import dev.sluice.standalone.StandaloneSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.util.unit.DataSize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice up}: runs all of it until Ctrl-C, or in the background. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Start everything on this machine, on loopback only.")
final class UpCommand implements Callable<Integer> {

    @Mixin
    private InstanceOptions instance;

    @Option(
            names = "--demo",
            description =
                    "Keep feeding sample access logs, " + ForegroundRun.DEMO_LINES_PER_SECOND + " lines a second.")
    private boolean demo;

    @Option(names = "--detach", description = "Return when all is ready; sluice down stops it.")
    private boolean detach;

    @Option(
            names = "--min-free",
            paramLabel = "SIZE",
            defaultValue = "${env:SLUICE_MIN_FREE}",
            converter = DataSizeConverter.class,
            description = {
                "Free space to keep on the disk of the data folder; $SLUICE_MIN_FREE, or 512MB unless given.",
                "With less, writing pauses, and senders are told to come back later."
            })
    private DataSize minFree = DiskReserve.DEFAULT;

    @Option(
            names = "--samples",
            paramLabel = "FILE",
            hidden = true,
            defaultValue = "${sys:sluice.samples:-samples/access-combined.log}",
            description = "The lines that the demo feeds.")
    private Path samples;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Ports ports = instance.ports();
        Path data = instance.data();
        if (demo && !Files.isReadable(samples)) {
            throw new StandaloneException("the demo's lines cannot be read from " + samples.toAbsolutePath());
        }
        if (detach) {
            InstanceFile started;
            try (Progress progress = new Progress(spec.commandLine().getErr())) {
                started = DetachedStart.start(data, progress);
            }
            report(started.ports(), data, started.ready());
            return 0;
        }
        out().println("Starting Sluice on " + data + " …");
        out().flush();
        Optional<List<String>> lines = demo ? Optional.of(Files.readAllLines(samples)) : Optional.empty();
        StandaloneSettings settings =
                StandaloneSettings.of(data, ports).withMinFree(minFree == null ? DiskReserve.DEFAULT : minFree);
        return new ForegroundRun(settings, lines, out(), spec.commandLine().getErr())
                .run(() -> report(ports, data, readyMillis(data)));
    }

    private static long readyMillis(Path data) {
        try {
            return InstanceFile.running(data).orElseThrow().ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(Ports ports, Path data, long readyMillis) {
        out().printf("%nReady in %.1f s; everything is kept in %s%n%n", readyMillis / 1_000.0, data);
        ComponentEndpoint.of(ports).forEach(part -> out().printf("  %-14s %s%n", part.name(), part.address()));
        out().printf(
                        """

                Look at %s

                Try:
                  printf '192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 512\\n' | curl --data-binary @- '%s/api/v1/logs?format=apache_common'
                  curl -K %s '%s/logs-*/_search?size=1&pretty'
                  find %s -name '*.ndjson.gz' | head -1 | xargs zcat | head -1

                """,
                        URI.create("http://127.0.0.1:" + ports.console()),
                        ComponentEndpoint.of(ports).getFirst().address(),
                        ElasticsearchLogin.curlFile(data),
                        URI.create("http://127.0.0.1:" + ports.elasticsearch()),
                        data.resolve("s3"));
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
