// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, which may be killed and started again; what it has used is counted over all its lives. */
public final class MeasuredProcess implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int END_OF_LOG = 4000;

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private Duration earlierLives = Duration.ZERO;
    private long earlierPeak;
    private Process process;

    /**
     * @param name as the result has it
     * @param log file that the program's output goes to
     */
    public MeasuredProcess(String name, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    public String name() {
        return name;
    }

    public synchronized void start() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // However this JVM ends, the program ends too.
        Process started = process;
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    }

    public synchronized long pid() {
        return process.pid();
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /**
     * Processor time of all its threads so far.
     *
     * @throws IllegalStateException if the program has ended by itself; the message holds the end of its log
     */
    public synchronized Duration processorTime() {
        if (process == null) {
            return earlierLives;
        }
        try {
            return earlierLives.plus(ProcessFiles.processorTime(process.pid()));
        } catch (IOException e) {
            throw new IllegalStateException(name + " has ended: " + endOfLog(), e);
        }
    }

    /** Most memory that was resident since {@link #forgetPeakMemory}, bytes. */
    public synchronized long peakMemory() {
        try {
            return process == null ? earlierPeak : Math.max(earlierPeak, ProcessFiles.peakMemory(process.pid()));
        } catch (IOException e) {
            throw new IllegalStateException(name + " has ended: " + endOfLog(), e);
        }
    }

    public synchronized void forgetPeakMemory() {
        earlierPeak = 0;
        try {
            ProcessFiles.forgetPeakMemory(process.pid());
        } catch (IOException e) {
            throw new IllegalStateException(name + " has ended: " + endOfLog(), e);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    public synchronized void kill() {
        earlierPeak = peakMemory();
        earlierLives = processorTime();
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        process = null;
    }

    /** SIGTERM, and SIGKILL if that does not help. */
    @Override
    public synchronized void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    public String endOfLog() {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - END_OF_LOG));
        } catch (IOException e) {
            return "no log at " + log;
        }
    }
}
