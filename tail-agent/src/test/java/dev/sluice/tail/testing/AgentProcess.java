// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real agent process, to be killed; closed when its test ends. */
public final class AgentProcess implements AutoCloseable {

    private final List<String> command;
    private final Path output;
    private Process process;

    /**
     * Runs the classes of this build.
     *
     * @param options of the Java virtual machine
     */
    public AgentProcess(Path output, List<String> options, String... arguments) {
        this.output = output;
        // Tests that run under nohup ignore this signal, and a child ignores what its parent does.
        command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.sluice.tail.Main"));
        command.addAll(List.of(arguments));
    }

    /** With so many file descriptors at most. */
    public AgentProcess withDescriptors(int most) {
        command.addAll(0, List.of("sh", "-c", "ulimit -n " + most + "; exec \"$0\" \"$@\""));
        return this;
    }

    /** With no file that it writes longer than that. */
    public AgentProcess withLongestFile(long bytes) {
        command.addAll(0, List.of("prlimit", "--fsize=" + bytes + ":"));
        return this;
    }

    /** Without the right of the superuser to write wherever it likes; who is none has not got it. */
    public AgentProcess withoutOverride() {
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(0, List.of("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"));
        }
        return this;
    }

    /**
     * From now on the running process cannot write beyond this length of any file, as on a disk that is full: a write stops in the middle, the
     * next one fails. Its output goes through a pipe and is not concerned if it was started by {@link #startThroughPipe}.
     */
    public void fillDisk(long bytes) throws IOException, InterruptedException {
        limitFiles(Long.toString(bytes));
    }

    /** There is room again. */
    public void freeDisk() throws IOException, InterruptedException {
        limitFiles("unlimited");
    }

    private void limitFiles(String soft) throws IOException, InterruptedException {
        Process limit = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + soft + ":")
                .inheritIO()
                .start();
        if (limit.waitFor() != 0) {
            throw new IOException("prlimit failed");
        }
    }

    /** Lets the running process do nothing for a while, as on a machine that has other things to do. */
    public void holdUp(Duration time) throws IOException, InterruptedException {
        signal("STOP");
        LockSupport.parkNanos(time.toNanos());
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill failed");
        }
    }

    /** Its output reaches the file through this process. */
    public void startThroughPipe() throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofVirtual().start(() -> {
            try (InputStream in = process.getInputStream();
                    OutputStream out =
                            Files.newOutputStream(output, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                in.transferTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    public void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    public Process process() {
        return process;
    }

    /** The most memory that {@code process} has had so far. */
    public static long mostResidentKiB(Process process) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
        Matcher matcher = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(status);
        if (!matcher.find()) {
            throw new IOException("no VmHWM in the status of process " + process.pid());
        }
        return Long.parseLong(matcher.group(1));
    }

    /** As {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /**
     * As {@code kill} does.
     *
     * @return the exit status
     */
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            kill();
        }
        return process.exitValue();
    }

    /** Leaves nothing behind, also when a test fails. */
    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            kill();
        }
    }
}
