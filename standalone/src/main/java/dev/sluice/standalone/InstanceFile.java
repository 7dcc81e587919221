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
 * @param minFree bytes that it keeps free on the disk of the data folder
 * @param ready how long it took until everything answered, milliseconds; 0 until then
 */
public record InstanceFile(long pid, Instant started, Ports ports, long minFree, long ready) {

    private static final String NAME = "sluice.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** An instance that this process is about to be. */
    static InstanceFile ofThisProcess(Ports ports, long minFree) {
        ProcessHandle self = ProcessHandle.current();
        return new InstanceFile(self.pid(), startOf(self), ports, minFree, 0);
    }

    /** The same, ready. */
    InstanceFile readyAfter(long millis) {
        return new InstanceFile(pid, started, ports, minFree, millis);
    }

    /** Whether it still starts. */
    public boolean starting() {
        return ready == 0;
    }

    /** Writes it so that a reader sees all of it or none. */
    void write(Path data) throws IOException {
        Path temporary = Files.createTempFile(data, NAME, ".new");
        Files.write(temporary, JSON.writeValueAsBytes(this));
        Files.move(temporary, in(data), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The instance that runs on {@code data}; empty where none does, also when one died and left its file. */
    public static Optional<InstanceFile> running(Path data) throws IOException {
        Path file = in(data);
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

    /** @throws StandaloneException if an instance runs on {@code data} */
    public static void requireNone(Path data) throws IOException {
        running(data).ifPresent(other -> {
            throw new StandaloneException("Sluice " + (other.starting() ? "is starting already" : "runs already")
                    + " on " + data + " as process " + other.pid()
                    + "; stop it with ./sluice down, or name another folder with --data");
        });
    }

    /** Its process, if it is alive. */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process).equals(started));
    }

    static Path in(Path data) {
        return data.resolve(NAME);
    }

    /** Whether there is one, of whatever process. */
    static boolean exists(Path data) {
        return Files.exists(in(data));
    }

    /** Removes it, when nothing runs on the folder any more. */
    public static void delete(Path data) throws IOException {
        Files.deleteIfExists(in(data));
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
