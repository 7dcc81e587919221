// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.ComponentEndpoint;
import dev.sluice.standalone.DemoFeed;
import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.Ports;
import dev.sluice.standalone.Standalone;
import dev.sluice.standalone.StandaloneException;
import dev.sluice.standalone.StandaloneSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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

    private static final int DEMO_LINES_PER_SECOND = 20;

    @Mixin
    private InstanceOptions instance;

    @Option(
            names = "--demo",
            description = "Keep feeding sample access logs, " + DEMO_LINES_PER_SECOND + " lines a second.")
    private boolean demo;

    @Option(names = "--detach", description = "Return when all is ready; sluice down stops it.")
    private boolean detach;

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
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Ports ports = instance.ports();
        Path data = instance.data();
        if (demo && !Files.isReadable(samples)) {
            throw new StandaloneException("the demo's lines cannot be read from " + samples.toAbsolutePath());
        }
        if (detach) {
            InstanceFile started = DetachedStart.start(data);
            report(started.ports(), data, started.ready());
            return 0;
        }
        return runUntilStopped(ports, data);
    }

    private int runUntilStopped(Ports ports, Path data) throws IOException, InterruptedException, ExecutionException {
        out().println("Starting Sluice on " + data + " …");
        CompletableFuture<Running> running = new CompletableFuture<>();
        // Also a signal in the middle of the start stops everything in order: when the start is over.
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform()
                        .name("stop")
                        .unstarted(() -> running.thenAccept(this::stop)
                                .exceptionally(failure -> null)
                                .join()));
        try {
            running.complete(start(ports, data));
        } catch (IOException | RuntimeException e) {
            running.completeExceptionally(e);
            throw e;
        }
        report(ports, data, InstanceFile.running(data).orElseThrow().ready());
        // Ends by a signal, or when a store fails.
        spec.commandLine()
                .getErr()
                .println("sluice: "
                        + running.get().standalone().onFailure().get().getMessage());
        return 1;
    }

    private Running start(Ports ports, Path data) throws IOException {
        List<String> lines = demo ? Files.readAllLines(samples) : List.of();
        Standalone standalone = Standalone.start(StandaloneSettings.of(data, ports));
        URI ingest = URI.create("http://127.0.0.1:" + ports.ingest());
        Optional<DemoFeed> feed = demo
                ? Optional.of(new DemoFeed(ingest, lines, DEMO_LINES_PER_SECOND, Clock.systemUTC()))
                : Optional.empty();
        return new Running(standalone, feed);
    }

    private void stop(Running running) {
        out().println("Stopping ingest, parser, sinks and stores …");
        out().flush();
        running.feed().ifPresent(DemoFeed::close);
        running.standalone().close();
        out().println("Stopped.");
        out().flush();
    }

    private record Running(Standalone standalone, Optional<DemoFeed> feed) {}

    private void report(Ports ports, Path data, long readyMillis) {
        out().printf("%nReady in %.1f s; everything is kept in %s%n%n", readyMillis / 1_000.0, data);
        ComponentEndpoint.of(ports).forEach(part -> out().printf("  %-14s %s%n", part.name(), part.address()));
        out().printf(
                        """

                Try:
                  printf '192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 512\\n' | curl --data-binary @- '%s/api/v1/logs?format=apache_common'
                  curl '%s/logs-*/_search?size=1&pretty'
                  find %s -name '*.ndjson.gz' | head -1 | xargs zcat | head -1

                """,
                        ComponentEndpoint.of(ports).getFirst().address(),
                        URI.create("http://127.0.0.1:" + ports.elasticsearch()),
                        data.resolve("s3"));
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
