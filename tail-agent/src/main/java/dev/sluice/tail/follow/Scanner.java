// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.FollowSettings;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which file is which stream. A file is the stream it was, if it still holds what was read from it; else it is the copy of a stream
 * whose own file is gone or was truncated, if it holds what was read from that; else it is new.
 *
 * <p>Not thread-safe: one thread scans.
 */
final class Scanner {

    private final Discovery discovery;
    private final Streams streams;
    private final Relations relations;
    private final MissedBytes missed;
    private final StartPosition beginning;
    private final Checkpoint checkpoint;
    private final FollowSettings settings;
    private final Metrics metrics;
    private final AgentLog log;
    private final Clock clock;
    private final Map<String, InputSettings> inputs = new HashMap<>();
    /** Copies that end before what was read of their stream, by their size then: nothing in them is new. */
    private final Map<FileId, Long> shorterCopies = new HashMap<>();

    private Set<Path> folders = Set.of();

    Scanner(
            Discovery discovery,
            Streams streams,
            StartPosition beginning,
            Checkpoint checkpoint,
            FollowSettings settings,
            List<InputSettings> inputs,
            Metrics metrics,
            AgentLog log,
            Clock clock) {
        this.discovery = discovery;
        this.streams = streams;
        this.relations = new Relations(streams);
        this.missed = new MissedBytes(metrics, log);
        this.beginning = beginning;
        this.checkpoint = checkpoint;
        this.settings = settings;
        this.metrics = metrics;
        this.log = log;
        this.clock = clock;
        inputs.forEach(input -> this.inputs.put(input.name(), input));
    }

    void scan() {
        long now = clock.millis();
        // Those read from the end are known only once all ends are kept.
        rememberInputs(false, now);
        Map<FileId, DiscoveredFile> found = discovery.find(streams.all());
        for (TailedFile tailed : streams.followed()) {
            follow(tailed, found.get(tailed.file()), now);
        }
        Set<FileId> unsettled = resume(found, now);
        // Older files first: they come before the younger ones of the same name.
        List<DiscoveredFile> unknown = new ArrayList<>(found.values());
        unknown.removeIf(file -> streams.followed(file.id()) != null || unsettled.contains(file.id()));
        unknown.sort(Comparator.comparingLong(DiscoveredFile::modified).thenComparing(file -> !file.rotated()));
        for (DiscoveredFile file : unknown) {
            attempt(file, () -> decide(file, found, unsettled, now));
        }
        rememberInputs(true, now);
        missed.report(now);
        forgetOld(found, now);
        closeIdle(now);
        folders = discovery.folders(found.values());
    }

    private void rememberInputs(boolean fromEnd, long now) {
        for (InputSettings input : inputs.values()) {
            if (input.fromEnd() == fromEnd
                    && checkpoint.knownSince(input.name()).isEmpty()) {
                checkpoint.remember(input.name(), now);
            }
        }
    }

    /** Folders to watch, as of the last scan. */
    Set<Path> folders() {
        return folders;
    }

    private void follow(TailedFile tailed, DiscoveredFile file, long now) {
        if (tailed.replaced()) {
            if (!tailed.taken()) {
                release(tailed, now);
            }
        } else if (file != null
                && !tailed.open()
                && file.size() < tailed.state().source()
                && !tailed.compressed()) {
            // Closed, and so its inode was free to be used again.
            release(tailed, now);
        } else if (file != null) {
            tailed.seen(file.path(), file.size(), file.modified(), file.rotated());
        } else {
            tailed.gone();
            boolean idle = now - tailed.grownAt() >= settings.rotatedIdle().toMillis();
            boolean settled = tailed.lag() == 0 || tailed.examinedWhole();
            if (idle && !tailed.taken() && tailed.drained() && settled) {
                streams.release(tailed, tailed.state().in(null, now));
            }
        }
    }

    private void release(TailedFile tailed, long now) {
        StreamState state = tailed.state().in(null, now);
        log.info(
                "file truncated or replaced", "path", tailed.current(), "stream", state.stream(), "at", state.source());
        metrics.filesTruncated.increment();
        if (tailed.lag() > 0) {
            missed.add(state, tailed.lag(), now);
        }
        streams.release(tailed, state);
    }

    /**
     * Files that a stream of the checkpoint was read from, if they still hold it.
     *
     * @return those of which that could not be told now
     */
    private Set<FileId> resume(Map<FileId, DiscoveredFile> found, long now) {
        Set<FileId> unsettled = new HashSet<>();
        List<StreamState> known = new ArrayList<>(streams.idle());
        known.sort(Comparator.comparingLong(StreamState::modified));
        for (StreamState state : known) {
            DiscoveredFile file = state.file() == null ? null : found.get(state.file());
            InputSettings input = inputs.get(state.input());
            if (file != null && input != null && streams.followed(file.id()) == null) {
                unsettled.add(file.id());
                attempt(file, () -> {
                    if (resume(state, input, file, now)) {
                        unsettled.remove(file.id());
                    }
                });
            }
        }
        return unsettled;
    }

    /** Whether it is told. */
    private boolean resume(StreamState state, InputSettings input, DiscoveredFile file, long now) throws IOException {
        if (state.complete() && state.modified() == file.modified()) {
            attach(new TailedFile(input, state, file.path(), now), file);
            return true;
        }
        FileSource source = open(file);
        if (source == null) {
            return false;
        }
        if (!Kinship.holds(state, source)) {
            source.close();
            log.info("file is not the one that was read", "path", file.path(), "stream", state.stream());
            metrics.filesTruncated.increment();
            streams.keep(state.in(null, now));
            return true;
        }
        TailedFile tailed = new TailedFile(input, state, file.path(), now);
        tailed.open(source);
        attach(tailed, file);
        return true;
    }

    private void decide(DiscoveredFile file, Map<FileId, DiscoveredFile> found, Set<FileId> unsettled, long now)
            throws IOException {
        Long seenSize = shorterCopies.get(file.id());
        if (file.size() == 0 || seenSize != null && seenSize == file.size()) {
            return;
        }
        FileSource source = open(file);
        if (source == null) {
            return;
        }
        boolean used = false;
        try {
            Relations.Kin kin = relations.kinOf(file, source, found.keySet(), unsettled);
            switch (kin.kind()) {
                case CONTINUES -> {
                    continueIn(kin.state(), file, source, now);
                    used = true;
                }
                case SHORTER -> shorterCopies.put(file.id(), file.size());
                case OTHER -> used = isOurs(file) && begin(file, source, now);
                case COPY -> {
                    // Left alone until its original is truncated or gone; the next scans ask again.
                }
            }
        } finally {
            if (!used) {
                source.close();
            }
        }
    }

    /**
     * A rotated name that no glob matches is ours only if it was written after we first met its family, or first looked for it.
     */
    private boolean isOurs(DiscoveredFile file) {
        if (file.matched()) {
            return true;
        }
        long oldest = streams.all().stream()
                .filter(state -> state.lineage().equals(file.lineage()))
                .mapToLong(StreamState::modified)
                .min()
                .orElseGet(() -> checkpoint.knownSince(file.input().name()).orElse(Long.MAX_VALUE));
        return file.modified() >= oldest;
    }

    private void continueIn(StreamState state, DiscoveredFile file, FileSource source, long now) throws IOException {
        StreamState continued = state.in(file.id(), now);
        if (!Kinship.reachesPlan(state, source)) {
            // The batch under way held bytes that the copy has not got: they are gone, and what it has got is sent anew
            // under
            // the same numbers.
            continued = continued.at(state.source(), state.offset(), state.covered(), state.inside(), now);
        }
        log.info("stream continues in a copy", "path", file.path(), "stream", state.stream(), "at", state.source());
        metrics.filesContinued.increment();
        missed.found(state);
        checkpoint.save(continued);
        TailedFile tailed = new TailedFile(file.input(), continued, file.path(), now);
        tailed.open(source);
        attach(tailed, file);
    }

    /** Whether there was anything to begin with. */
    private boolean begin(DiscoveredFile file, FileSource source, long now) throws IOException {
        boolean first = checkpoint.knownSince(file.input().name()).isEmpty();
        Optional<StreamState> begun = beginning.of(file, source, first);
        if (begun.isEmpty()) {
            return false;
        }
        StreamState state = begun.get();
        log.info("file found", "path", file.path(), "stream", state.stream(), "at", state.source());
        metrics.filesFound.increment();
        missed.begun(file, source);
        TailedFile tailed = new TailedFile(file.input(), state, file.path(), now);
        tailed.open(source);
        attach(tailed, file);
        return true;
    }

    private void attach(TailedFile tailed, DiscoveredFile file) {
        tailed.seen(file.path(), file.size(), file.modified(), file.rotated());
        TailedFile older = null;
        for (TailedFile other : streams.followed()) {
            boolean sameName = other.state().lineage().equals(file.lineage());
            if (sameName && !other.drained() && (older == null || other.modified() > older.modified())) {
                older = other;
            }
        }
        tailed.after(older);
        streams.follow(tailed);
    }

    /** Opens a file and makes sure that it is the one that was found; null if it is not any more. */
    private static FileSource open(DiscoveredFile file) throws IOException {
        FileSource source = FileSource.open(file.path());
        try {
            if (FileId.look(file.path()).id().equals(file.id())) {
                return source;
            }
        } catch (IOException e) {
            source.close();
            throw e;
        }
        source.close();
        return null;
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private void attempt(DiscoveredFile file, Attempt attempt) {
        try {
            attempt.run();
        } catch (EOFException | NoSuchFileException e) {
            // A compressed file that is still being written, or a file renamed meanwhile: the next scan sees it whole.
            return;
        } catch (IOException e) {
            metrics.readErrors.increment();
            log.error("file cannot be read", "path", file.path(), "cause", e);
        }
    }

    private void forgetOld(Map<FileId, DiscoveredFile> found, long now) {
        Collection<StreamState> idle = new ArrayList<>(streams.idle());
        for (StreamState state : idle) {
            boolean there = state.file() != null && found.containsKey(state.file());
            if (!there && now - state.touched() >= settings.forget().toMillis()) {
                streams.forget(state);
            }
        }
        shorterCopies.keySet().retainAll(found.keySet());
    }

    /** Closes rotated files that do not grow any more, and beyond the limit those that have been silent longest. */
    private void closeIdle(long now) {
        List<TailedFile> open = new ArrayList<>();
        for (TailedFile tailed : streams.followed()) {
            if (tailed.open() && !tailed.taken() && tailed.drained() && !tailed.hasNews()) {
                boolean idle = now - tailed.grownAt() >= settings.rotatedIdle().toMillis();
                if (tailed.state().complete() || tailed.away() && idle && tailed.lag() == 0) {
                    tailed.close();
                } else {
                    open.add(tailed);
                }
            }
        }
        open.sort(Comparator.comparingLong(TailedFile::grownAt));
        open.subList(0, Math.max(0, open.size() - settings.openFiles())).forEach(TailedFile::close);
    }
}
