// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The child process: Elasticsearch's launcher, which has the server itself as its child and takes it along when it ends.
 *
 * <p>It ignores the terminal's Ctrl-C, so that its owner can stop things in order, and a {@link ProcessWatchdog} guards it: it does not outlive its
 * owner.
 */
final class ElasticsearchProcess implements AutoCloseable {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final int QUOTED_LINES = 5;
    private static final int QUOTED_LENGTH = 400;

    private final Process launcher;
    private final ProcessWatchdog watchdog;
    private final ElasticsearchFiles files;

    private ElasticsearchProcess(Process launcher, ProcessWatchdog watchdog, ElasticsearchFiles files) {
        this.launcher = launcher;
        this.watchdog = watchdog;
        this.files = files;
        launcher.onExit().thenRun(watchdog::close);
    }

    static ElasticsearchProcess start(ElasticsearchHome home, ElasticsearchFiles files) {
        try {
            Process launcher = builder(home, files, List.of(home.server().toString(), dataArgument(files)))
                    .redirectErrorStream(true)
                    .redirectOutput(files.output().toFile())
                    .start();
            launcher.getOutputStream().close();
            Files.writeString(files.processId(), launcher.pid() + "\n");
            return new ElasticsearchProcess(launcher, ProcessWatchdog.of(launcher.toHandle()), files);
        } catch (IOException e) {
            throw new EmbeddedStackException("Elasticsearch in " + home.path() + " cannot be started (" + e + ")", e);
        }
    }

    /**
     * A command of the distribution, run as somebody it accepts, with our Java, and without the terminal's signals (an ignored signal stays
     * ignored in all children).
     */
    static ProcessBuilder builder(ElasticsearchHome home, ElasticsearchFiles files, List<String> command) {
        List<Path> writable = new ArrayList<>(List.of(files.data(), files.config(), files.temporary()));
        if (Files.exists(files.nodeLock())) {
            writable.add(files.nodeLock());
        }
        List<String> all = new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        all.addAll(UnprivilegedUser.prefix(List.of(home.server()), writable));
        all.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(all).directory(files.folder().toFile());
        Map<String, String> environment = builder.environment();
        String path = environment.get("PATH");
        environment.clear();
        environment.put("PATH", path);
        environment.put("HOME", files.temporary().toString());
        environment.put("ES_TMPDIR", files.temporary().toString());
        environment.put("ES_PATH_CONF", files.config().toString());
        environment.put("ES_JAVA_HOME", System.getProperty("java.home"));
        // For the launcher and the tools: they live for a second.
        environment.put("CLI_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        return builder;
    }

    /** By which a process can be known as the one that works on this folder. */
    static String dataArgument(ElasticsearchFiles files) {
        return "-Epath.data=" + files.data();
    }

    boolean alive() {
        return launcher.isAlive();
    }

    long pid() {
        return launcher.pid();
    }

    /** Completes with the exit status. */
    CompletableFuture<Integer> onExit() {
        return launcher.onExit().thenApply(Process::exitValue);
    }

    /** Waits, and says whether it has ended. */
    boolean endsWithin(Duration duration) throws InterruptedException {
        return launcher.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How it ended, with its last output, as the second half of a sentence. */
    String exitReport() {
        return "ended with status " + launcher.exitValue() + "; its last output (" + files.output() + "): "
                + lastOutput();
    }

    /** SIGTERM, a wait, and SIGKILL for whatever is left after {@link #STOP_TIMEOUT}. */
    @Override
    public void close() {
        List<ProcessHandle> processes = new ArrayList<>(launcher.descendants().toList());
        processes.add(launcher.toHandle());
        launcher.destroy();
        try {
            for (ProcessHandle process : processes) {
                ProcessTermination.await(process, STOP_TIMEOUT);
            }
        } finally {
            processes.forEach(ProcessHandle::destroyForcibly);
            watchdog.close();
        }
    }

    private String lastOutput() {
        try {
            List<String> lines = Files.readAllLines(files.output()).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("at "))
                    .toList();
            if (lines.isEmpty()) {
                return "none";
            }
            String last = String.join(" | ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
            return last.length() <= QUOTED_LENGTH ? last : last.substring(0, QUOTED_LENGTH) + "…";
        } catch (MalformedInputException e) {
            return "not text";
        } catch (IOException e) {
            return "cannot be read (" + e + ")";
        }
    }
}
