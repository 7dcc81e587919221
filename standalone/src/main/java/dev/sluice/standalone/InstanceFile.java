// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code sluice.json} in a data folder: which process runs on it, so that {@code down} and {@code status} find it.
 *
 * @param pid of the JVM
 * @param started when that process started: tells it from another that got its number later
 * @param ready how long it took until everything answered, milliseconds; 0 until then
 */
public record InstanceFile(long pid, Instant started, Ports ports, long ready) {

    private static final String NAME = "sluice.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** An instance that this process is about to be. */
    public static InstanceFile ofThisProcess(Ports ports) {
        ProcessHandle self = ProcessHandle.current();
        return new InstanceFile(self.pid(), startOf(self), ports, 0);
    }

    /** The same, ready. */
    public InstanceFile readyAfter(long millis) {
        return new InstanceFile(pid, started, ports, millis);
    }

    /** Writes it so that a reader sees all of it or none. */
    public void write(Path data) throws IOException {
        Files.createDirectories(data);
        Path temporary = Files.createTempFile(data, NAME, ".new");
        Files.write(temporary, JSON.writeValueAsBytes(this));
        Files.move(temporary, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The instance that runs on {@code data}; empty where none does, also when one died and left its file. */
    public static Optional<InstanceFile> running(Path data) throws IOException {
        Path file = data.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            InstanceFile instance = JSON.readValue(Files.readAllBytes(file), InstanceFile.class);
            return instance.process().isPresent() ? Optional.of(instance) : Optional.empty();
        } catch (JacksonException e) {
            throw new IOException(
                    file + " cannot be read: " + e.getOriginalMessage() + "; delete it if nothing runs on " + data, e);
        }
    }

    /** Its process, if it is alive. */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process).equals(started));
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
