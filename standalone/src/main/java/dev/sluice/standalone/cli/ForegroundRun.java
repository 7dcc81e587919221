// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.DemoFeed;
import dev.sluice.standalone.ExitRecord;
import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.Standalone;
import dev.sluice.standalone.StandaloneSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of it in this process: started, watched, and stopped in order by Ctrl-C or SIGTERM, whatever phase it is in. A start is broken off; what does
 * not stop in time is left to its own crash recovery, since nothing acknowledged depends on an orderly end.
 */
final class ForegroundRun {

    private static final Logger log = LoggerFactory.getLogger(ForegroundRun.class);

    static final int DEMO_LINES_PER_SECOND = 20;

    private static final Duration CHILD = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(85);
    private static final int INTERRUPTED = 130;

    private final StandaloneSettings settings;
    private final Optional<List<String>> demo;
    private final PrintWriter out;
    private final PrintWriter err;
    private final CompletableFuture<Running> started = new CompletableFuture<>();
    private volatile boolean stopping;

    private record Running(Standalone standalone, Optional<DemoFeed> feed) {

        void close() {
            feed.ifPresent(DemoFeed::close);
            standalone.close();
        }
    }

    /** @param demo lines to feed, if any */
    ForegroundRun(StandaloneSettings settings, Optional<List<String>> demo, PrintWriter out, PrintWriter err) {
        this.settings = settings.withNotices(notice -> {
            err.println("sluice: " + notice);
            err.flush();
        });
        this.demo = demo;
        this.out = out;
        this.err = err;
    }

    /**
     * Returns only when it has failed: what it prints then is kept for {@code status}, too. A signal ends the process.
     *
     * @param ready called when everything answers
     */
    int run(Runnable ready) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stop));
        Thread.ofPlatform().name("start").start(this::start);
        String reason;
        try {
            Running running = awaitStart();
            ready.run();
            reason = running.standalone().onFailure().get().getMessage();
        } catch (ExecutionException e) {
            reason = sentence(e.getCause());
        }
        if (!stopping) {
            if (!isAnothers()) {
                ExitRecord.write(settings.data(), reason);
            }
            err.println("sluice: " + reason);
            err.flush();
        }
        return 1;
    }

    private Running awaitStart() throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        try (Progress progress = new Progress(err)) {
            while (true) {
                try {
                    return started.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    if (!stopping) {
                        progress.show("Starting … "
                                + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s");
                    }
                }
            }
        }
    }

    /** Whether another process runs on the folder: then it is its record. */
    private boolean isAnothers() {
        try {
            return InstanceFile.running(settings.data())
                    .filter(other -> other.pid() != ProcessHandle.current().pid())
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private void start() {
        try {
            Standalone standalone = Standalone.start(settings);
            URI ingest = URI.create("http://127.0.0.1:" + settings.ports().ingest());
            started.complete(new Running(
                    standalone,
                    demo.map(lines -> new DemoFeed(ingest, lines, DEMO_LINES_PER_SECOND, Clock.systemUTC()))));
        } catch (IOException | RuntimeException | Error e) {
            started.completeExceptionally(e);
        }
    }

    /** Runs while the JVM shuts down. */
    private void stop() {
        stopping = true;
        if (started.isCompletedExceptionally()) {
            return;
        }
        if (!started.isDone()) {
            breakOffStart();
            return;
        }
        say("Stopping ingest, parser, sinks and stores …");
        if (!ends(CompletableFuture.runAsync(started.join()::close, Thread::startVirtualThread), STOP)) {
            String reason =
                    "it did not stop in time and was ended; what was acknowledged is kept, and the next start takes"
                            + " a little longer";
            ExitRecord.write(settings.data(), reason);
            say("sluice: " + reason);
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        say("Stopped.");
    }

    /**
     * Not by interrupting: what a start runs through (loading of classes, other people's servers) is not made for that. Nobody depends on its orderly
     * end, and each store finds its folder again as after a kill.
     */
    private void breakOffStart() {
        say("Stopping in the middle of the start …");
        // Twice, for a process that was just being started.
        for (int round = 0; round < 2; round++) {
            List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
            children.forEach(ProcessHandle::destroy);
            children.stream().filter(child -> !ends(child.onExit(), CHILD)).forEach(ProcessHandle::destroyForcibly);
        }
        try {
            InstanceFile.delete(settings.data());
        } catch (IOException e) {
            log.warn("The file of this instance could not be removed", e);
        }
        say("Stopped.");
        Runtime.getRuntime().halt(INTERRUPTED);
    }

    private boolean ends(CompletableFuture<?> end, Duration patience) {
        try {
            end.get(patience.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            log.warn("It did not stop in order", e);
            return true;
        } catch (TimeoutException | InterruptedException e) {
            return false;
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private static String sentence(Throwable failure) {
        if (Sluice.isForPeople(failure)) {
            return Sluice.sentence(failure);
        }
        if (WrongSetting.is(failure)) {
            return WrongSetting.sentence(failure);
        }
        log.error("The start failed", failure);
        return "the start failed: " + StartFailure.sentence(failure) + "; sluice.log in the data folder has more";
    }
}
