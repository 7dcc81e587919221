// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Remembers each stream's state on disk.
 *
 * <p>A checkpoint file is a snapshot and, after it, the changes since: one state a line, each with its checksum. {@link #save} appends and
 * syncs, and threads that save at the same time share a sync. When changes outgrow the snapshot, a new file with the next number is written
 * aside, synced and renamed; the one before it is kept. On start the newest file whose snapshot is whole is read; where the newest one is
 * damaged, the one before it is, and what is whole of the newest on top of that. At worst something is sent again that the server knows.
 */
public final class Checkpoint implements Closeable {

    private static final String PREFIX = "checkpoint-";
    private static final int LARGEST_JOURNAL = 1 << 20;

    private final Path folder;
    private final Map<String, StreamState> streams = new LinkedHashMap<>();
    private final Map<String, Long> knownInputs = new TreeMap<>();
    private final ReentrantLock appending = new ReentrantLock();
    private final ReentrantLock syncing = new ReentrantLock();
    private final int damagedRecords;
    private final List<String> damagedFiles;

    private FileChannel channel;
    private long number;
    private long journalBytes;
    private long snapshotBytes;
    private long written;
    private boolean incomplete;
    private volatile long synced;

    private Checkpoint(Path folder, CheckpointFile.Content content, long number, List<String> damagedFiles) {
        this.folder = folder;
        this.number = number;
        this.damagedFiles = List.copyOf(damagedFiles);
        this.damagedRecords = content.damaged();
        streams.putAll(content.streams());
        knownInputs.putAll(content.inputs());
    }

    /** @throws IOException if the folder cannot be read or written */
    public static Checkpoint open(Path folder) throws IOException {
        TreeSet<Long> numbers = numbersIn(folder);
        List<String> damaged = new ArrayList<>();
        CheckpointFile.Content content = CheckpointFile.Content.empty();
        for (long candidate : numbers) {
            Path file = fileOf(folder, candidate);
            content = CheckpointFile.read(file, content);
            if (content.whole()) {
                damaged.clear();
            } else {
                damaged.add(file.toString());
            }
        }
        Checkpoint checkpoint = new Checkpoint(folder, content, numbers.isEmpty() ? 0 : numbers.last(), damaged);
        try {
            checkpoint.compact();
        } catch (IOException e) {
            throw DataProblem.during("checkpoint in " + folder + " cannot be written", e);
        }
        return checkpoint;
    }

    /** Files that could not be used. */
    public List<String> damagedFiles() {
        return damagedFiles;
    }

    /** Records that could not be read in the file that was used. */
    public int damagedRecords() {
        return damagedRecords;
    }

    public Collection<StreamState> streams() {
        appending.lock();
        try {
            return List.copyOf(streams.values());
        } finally {
            appending.unlock();
        }
    }

    /** When files of this input were first looked for, epoch milliseconds; empty if never. */
    public OptionalLong knownSince(String input) {
        appending.lock();
        try {
            Long since = knownInputs.get(input);
            return since == null ? OptionalLong.empty() : OptionalLong.of(since);
        } finally {
            appending.unlock();
        }
    }

    /** Keeps that files of this input were first looked for at {@code time}. */
    public void remember(String input, long time) {
        append(CheckpointFile.ofInput(input, time), () -> knownInputs.put(input, time), true);
    }

    /**
     * Keeps states; when this returns they are on disk, or none of them is.
     *
     * @throws UncheckedIOException if they cannot be written, for example because the disk is full
     */
    public void save(StreamState... states) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (StreamState state : states) {
            records.writeBytes(CheckpointFile.ofStream(state));
        }
        append(
                records.toByteArray(),
                () -> {
                    for (StreamState state : states) {
                        streams.put(state.stream(), state);
                    }
                },
                true);
    }

    /** Writes everything anew into the folder, which was deleted or emptied. */
    public void restore() {
        appending.lock();
        try {
            compact();
        } catch (IOException e) {
            incomplete = true;
            throw new UncheckedIOException("checkpoint in " + folder + " cannot be written", e);
        } finally {
            appending.unlock();
        }
    }

    /** Whether the file that is written to is still the one in the folder. */
    public boolean isThere() {
        return Files.exists(fileOf(folder, number));
    }

    /** Gives every stream another id; what was under way under the old one is not sent again. */
    public void rename(UnaryOperator<String> newId, long now) {
        appending.lock();
        try {
            List<StreamState> old = List.copyOf(streams.values());
            streams.clear();
            for (StreamState state : old) {
                StreamName name = state.name();
                StreamState renamed = state.with(
                                new StreamName(newId.apply(name.stream()), name.input(), name.path(), name.lineage()))
                        .withoutPlan(now)
                        .covering(state.offset());
                streams.put(renamed.stream(), renamed);
            }
            compact();
        } catch (IOException e) {
            incomplete = true;
            throw new UncheckedIOException("checkpoint in " + folder + " cannot be written", e);
        } finally {
            appending.unlock();
        }
    }

    /** Drops a stream. */
    public void forget(StreamState state) {
        append(CheckpointFile.ofForgotten(state.stream()), () -> streams.remove(state.stream()), false);
    }

    private void append(byte[] records, Runnable change, boolean sync) {
        long ticket;
        appending.lock();
        try {
            if (incomplete || journalBytes > Math.max(LARGEST_JOURNAL, 4 * snapshotBytes)) {
                compact();
                incomplete = false;
            }
            write(records);
            // Only now: what is not on disk must not be taken for known.
            change.run();
            journalBytes += records.length;
            ticket = ++written;
        } catch (IOException e) {
            // Part of a record may be there, and what came after it would be lost with it: the next one begins a file.
            incomplete = true;
            throw new UncheckedIOException("checkpoint in " + folder + " cannot be written", e);
        } finally {
            appending.unlock();
        }
        if (sync) {
            syncUpTo(ticket);
        }
    }

    private void syncUpTo(long ticket) {
        syncing.lock();
        try {
            if (synced >= ticket) {
                return;
            }
            appending.lock();
            long upTo;
            FileChannel current;
            try {
                upTo = written;
                current = channel;
            } finally {
                appending.unlock();
            }
            current.force(false);
            synced = upTo;
        } catch (ClosedChannelException e) {
            // A compaction came between, and it synced everything.
            synced = Math.max(synced, ticket);
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoint in " + folder + " cannot be synced", e);
        } finally {
            syncing.unlock();
        }
    }

    /** Writes everything to a new file, and lets go of the one before the last. */
    private void compact() throws IOException {
        long next = number + 1;
        Path aside = folder.resolve(PREFIX + "new");
        byte[] snapshot = CheckpointFile.snapshot(streams.values(), knownInputs);
        FileChannel fresh = OwnFile.open(aside, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            write(fresh, snapshot);
            fresh.force(true);
            Files.move(aside, fileOf(folder, next), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
        FileChannel before = channel;
        channel = fresh;
        syncFolder();
        if (before != null) {
            before.close();
        }
        for (long old : numbersIn(folder).headSet(number)) {
            Files.deleteIfExists(fileOf(folder, old));
        }
        number = next;
        snapshotBytes = snapshot.length;
        journalBytes = 0;
    }

    private void write(byte[] bytes) throws IOException {
        write(channel, bytes);
    }

    private static void write(FileChannel to, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static TreeSet<Long> numbersIn(Path folder) throws IOException {
        TreeSet<Long> numbers = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches(PREFIX + "\\d{1,18}")) {
                    numbers.add(Long.parseLong(name.substring(PREFIX.length())));
                }
            }
        }
        return numbers;
    }

    private static Path fileOf(Path folder, long number) {
        return folder.resolve(PREFIX + String.format("%012d", number));
    }

    @Override
    public void close() throws IOException {
        appending.lock();
        try {
            channel.force(false);
            channel.close();
        } finally {
            appending.unlock();
        }
    }
}
