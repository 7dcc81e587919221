// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.embedded.LockedDataFolder;
import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An instance in a process of its own, which goes on when the terminal is closed. */
final class DetachedStart {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(100);

    private DetachedStart() {}

    /**
     * Starts this very command line again without {@code --detach}, and waits until it is ready.
     *
     * @param progress is told how long it takes
     * @throws StandaloneException with what it printed, if it ends before
     */
    static InstanceFile start(Path data, Progress progress) throws IOException, InterruptedException {
        // The same checks as in the process that is to be started; here their words reach the terminal at once.
        InstanceFile.requireNone(data);
        LockedDataFolder.lock("Sluice", data).close();
        Path output = data.resolve("up.log");
        Process process = new ProcessBuilder(command())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        long begin = System.nanoTime();
        long deadline = begin + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<InstanceFile> instance = InstanceFile.running(data);
            if (instance.isPresent()
                    && instance.get().pid() == process.pid()
                    && !instance.get().starting()) {
                return instance.get();
            }
            progress.show(
                    "Starting … " + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s");
            if (process.waitFor(LOOK)) {
                throw new StandaloneException("it did not start: " + lastLine(output));
            }
        }
        process.destroy();
        throw new StandaloneException(
                "it was not ready after " + PATIENCE.toSeconds() + " s and was stopped; see " + output);
    }

    /** What it said last, without the name that this process says itself. */
    private static String lastLine(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output).stream()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "it said nothing" : lines.getLast().replaceFirst("^sluice: ", "");
    }

    /** @throws StandaloneException if it can't be known */
    static List<String> command() throws IOException {
        List<String> command = new ArrayList<>();
        // A session of its own: neither Ctrl-C nor the end of the terminal reaches it.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        List<String> own = ownCommand();
        own.stream().filter(argument -> !argument.equals("--detach")).forEach(command::add);
        return command;
    }

    /** The JDK knows a process's arguments by its handle only if all of them have less than a page of memory, so Linux is asked itself. */
    private static List<String> ownCommand() throws IOException {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        self.command().ifPresent(command::add);
        Path kernel = Path.of("/proc/self/cmdline");
        if (Files.isReadable(kernel)) {
            String[] words = Files.readString(kernel).split("\0", -1);
            // Each ends in a NUL, the last one too; the first is the program as it was called.
            command.addAll(List.of(words).subList(1, words.length - 1));
        } else {
            self.arguments().map(List::of).ifPresent(command::addAll);
        }
        if (command.size() < 2) {
            throw new StandaloneException(
                    "the system does not tell by which command this was started, which --detach repeats;"
                            + " start it without --detach, e.g. by: nohup ./sluice up &");
        }
        return command;
    }
}
