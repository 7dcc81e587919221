// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.FollowSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * Files that are there and that nobody follows yet. Each is held open from the moment that it is met, empty or not, until it is told which stream
 * it holds. One that is the same as a file that is being read waits a while: that one may be truncated or deleted next.
 *
 * <p>Not thread-safe: one thread looks.
 */
final class Newcomers {

    /** How long a copy of a file that is read waits, after it last grew, for that file to be truncated or deleted. */
    static final long COPY_WAIT_MILLIS = 5_000;

    /**
     * How long it may take to decide, once in a scan and once in a poll: beside thousands of streams a newcomer takes a while, and what comes and
     * goes before the next listing, nobody sees. Who has no turn is held open, and has it in the next look.
     */
    static final long DECIDING_MILLIS = 100;

    private static final long PAUSE_AFTER_ERROR_MILLIS = 2_000;

    private final Map<FileId, Newcomer> open = new HashMap<>();
    private final Set<String> waitingInputs = new HashSet<>();
    private final SourceOpener opener;
    private final FileIdentifier identifier;
    private final StartPosition start;
    private final Attachment attachment;
    private final Checkpoint checkpoint;
    private final FingerprintMatcher matcher;
    private final MissedBytes missed;
    private final FollowSettings settings;
    private final Metrics metrics;
    private final Problems problems;
    private final AgentLog log;
    private final Clock clock;
    private int waiting;
    private boolean undecided;
    private boolean cutShort;
    /** When to stop deciding; 0 until the first was asked about. */
    private long until;
    /** Rises when all were asked about: whoever had no turn goes first in the next look. */
    private int pass = 1;

    Newcomers(
            SourceOpener opener,
            FileIdentifier identifier,
            FingerprintMatcher matcher,
            StartPosition start,
            Attachment attachment,
            Checkpoint checkpoint,
            MissedBytes missed,
            FollowSettings settings,
            Telemetry telemetry) {
        this.opener = opener;
        this.identifier = identifier;
        this.matcher = matcher;
        this.start = start;
        this.attachment = attachment;
        this.checkpoint = checkpoint;
        this.missed = missed;
        this.settings = settings;
        this.metrics = telemetry.metrics();
        this.problems = telemetry.problems();
        this.log = telemetry.log();
        this.clock = telemetry.clock();
    }

    /** Takes what a scan found that belongs to no stream that is followed. */
    void meet(List<DiscoveredFile> unknown, Set<FileId> unsettled) {
        Map<FileId, DiscoveredFile> byId = new HashMap<>();
        unknown.forEach(file -> byId.put(file.id(), file));
        long now = clock.millis();
        open.values().forEach(newcomer -> newcomer.seen(byId.get(newcomer.file().id()), now));
        waiting = 0;
        waitingInputs.clear();
        List<DiscoveredFile> sorted = DiscoveredFile.inOrder(unknown);
        sorted.removeIf(file -> open.containsKey(file.id()));
        // As many as there is room for at once: to decide on one takes a while beside thousands, and some live for a
        // moment only.
        List<DiscoveredFile> later = new ArrayList<>();
        for (DiscoveredFile file : sorted) {
            if (opener.hasRoom()) {
                attempt(file, () -> open(file, now));
            } else {
                later.add(file);
            }
        }
        decide(unsettled);
        for (DiscoveredFile file : later) {
            attempt(file, () -> open(file, now));
            if (open.containsKey(file.id())) {
                // What is decided and sent can be closed for the next one.
                attempt(file, () -> decide(open.get(file.id()), unsettled));
            }
        }
        tellOfWaiting();
    }

    private void open(DiscoveredFile file, long now) throws IOException {
        Optional<FileSource> source = opener.open(file.path(), file.id());
        if (source.isPresent()) {
            open.put(file.id(), new Newcomer(file, source.get(), now));
        }
    }

    private void tellOfWaiting() {
        if (waiting == 0) {
            problems.clear(Problems.Kind.DESCRIPTORS, "files");
        } else if (opener.most() < settings.openFiles()) {
            problems.raise(
                    Problems.Kind.DESCRIPTORS,
                    "files",
                    "more files than can be held open (" + opener.most() + ") have lines to send, and wait for their"
                            + " turn; raise the limit of open files of the agent's process (ulimit -n, LimitNOFILE=)");
        }
    }

    /** Files that have to wait for a descriptor. */
    int waiting() {
        return waiting;
    }

    /** Whether files of this input wait, so that it has not been met wholly. */
    boolean waiting(String input) {
        return waitingInputs.contains(input);
    }

    /** Whether one has grown, or has waited long enough: then {@link #decide} is due. */
    boolean anyDue() {
        long now = clock.millis();
        boolean due = undecided;
        for (Newcomer newcomer : open.values()) {
            try {
                due |= !newcomer.paused(now) && newcomer.changed(now);
            } catch (IOException e) {
                // What is wrong is said when it is read.
                due = true;
            }
        }
        return due;
    }

    /** Whether there is something in a file of this name, which may go on with what the one before it ended in. */
    boolean hasLinesOf(Path lineage) {
        return open.values().stream()
                .anyMatch(newcomer -> !newcomer.empty()
                        && !newcomer.file().rotated()
                        && newcomer.file().lineage().equals(lineage));
    }

    /** Whether something in one of them is to be sent as soon as it is decided where. */
    boolean anyFull() {
        return open.values().stream().anyMatch(newcomer -> !newcomer.empty());
    }

    /** Whether the last look had no time for some: they wait for nothing else. */
    boolean cutShort() {
        return cutShort;
    }

    /** Decides what can be decided now. */
    void decide(Set<FileId> unsettled) {
        undecided = false;
        cutShort = false;
        until = 0;
        List<DiscoveredFile> files = new ArrayList<>();
        open.values().forEach(newcomer -> files.add(newcomer.file()));
        List<DiscoveredFile> turns = DiscoveredFile.inOrder(files);
        turns.sort(Comparator.comparingInt(file -> open.get(file.id()).askedIn()));
        for (DiscoveredFile file : turns) {
            attempt(file, () -> decide(open.get(file.id()), unsettled));
        }
        if (!cutShort) {
            pass++;
        }
    }

    private void decide(Newcomer newcomer, Set<FileId> unsettled) throws IOException {
        long now = clock.millis();
        DiscoveredFile file = newcomer.file();
        newcomer.changed(now);
        boolean first = checkpoint.knownSince(file.input().name()).isEmpty();
        if (first && file.input().fromEnd()) {
            follow(newcomer, start.atEnd(file, newcomer.source()), now);
        } else if (newcomer.empty()) {
            boolean idle = now - newcomer.grownAt() >= settings.rotatedIdle().toMillis();
            if (newcomer.gone() && idle) {
                drop(newcomer);
            }
        } else if (!newcomer.paused(now)) {
            until = until == 0 ? now + DECIDING_MILLIS : until;
            if (now >= until) {
                cutShort = true;
                undecided = true;
                return;
            }
            newcomer.askedIn(pass);
            act(newcomer, identifier.identify(newcomer, unsettled), now);
        }
    }

    private void act(Newcomer newcomer, Match match, long now) throws IOException {
        switch (match) {
            case Match.NewStream own -> begin(newcomer, now);
            case Match.Continues in -> continueIn(in.state(), newcomer, now);
            case Match.MovedFrom from -> {
                if (attachment.release(from.tailed(), now)) {
                    continueIn(from.tailed().state(), newcomer, now);
                }
            }
            case Match.CopyOf copy -> {
                // Not by the clock alone: the other may have vanished since we last looked.
                if (newcomer.lookedForAt() - newcomer.grownAt() >= COPY_WAIT_MILLIS) {
                    log.info(
                            "file is the same as another one that stays: both are sent",
                            "path",
                            newcomer.file().path(),
                            "other",
                            copy.state().path());
                    metrics.filesCopied.increment();
                    begin(newcomer, now);
                }
            }
            case Match.Covered covered -> {
                log.info("copy holds nothing new", "path", newcomer.file().path(), "stream", covered.state().stream());
                long size = newcomer.source().size();
                follow(newcomer, start.after(newcomer.file(), matcher.content(newcomer.source(), size)), now);
            }
            case Match.Undecided later -> undecided = true;
        }
    }

    private void begin(Newcomer newcomer, long now) throws IOException {
        DiscoveredFile file = newcomer.file();
        if (!file.matched() && !isRotation(file)) {
            drop(newcomer);
            return;
        }
        StreamState state = start.atStart(file);
        log.info("file found", "path", file.path(), "stream", state.stream());
        metrics.filesFound.increment();
        missed.begun(newcomer);
        follow(newcomer, state, now);
    }

    /** A rotated name that no glob matches is ours only if it was written after we first met its family, or first looked for it. */
    private boolean isRotation(DiscoveredFile file) {
        return file.rotated() && attachment.metBefore(file);
    }

    private void continueIn(StreamState state, Newcomer newcomer, long now) throws IOException {
        DiscoveredFile file = newcomer.file();
        StreamState continued = state.with(state.place().movedTo(file.id()), now);
        if (continued.plan().isPresent()
                && newcomer.source().read(continued.plan().get().end() - 1, new byte[1], 0, 1) == 0) {
            // The batch under way held bytes that the copy has not got: they are gone, and what it has got is sent
            // under the same numbers.
            continued = continued.withoutPlan(now);
        }
        log.info("stream continues in a copy", "path", file.path(), "stream", state.stream(), "at", state.source());
        metrics.filesContinued.increment();
        missed.found(state);
        checkpoint.save(continued);
        follow(newcomer, continued, now);
    }

    private void follow(Newcomer newcomer, StreamState state, long now) throws IOException {
        open.remove(newcomer.file().id());
        TailedFile tailed = new TailedFile(newcomer.file().input(), state, newcomer.file(), now);
        tailed.begins(newcomer.prefix());
        tailed.open(newcomer.source());
        if (newcomer.gone()) {
            tailed.gone(now);
        }
        attachment.attach(tailed);
    }

    private void drop(Newcomer newcomer) {
        open.remove(newcomer.file().id());
        newcomer.source().close();
    }

    void close() {
        List.copyOf(open.values()).forEach(this::drop);
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private void attempt(DiscoveredFile file, Attempt attempt) {
        try {
            attempt.run();
            problems.clear(Problems.Kind.UNREADABLE, file.path().toString());
        } catch (OutOfDescriptorsException e) {
            waiting++;
            waitingInputs.add(file.input().name());
        } catch (NoSuchFileException e) {
            // Renamed or deleted meanwhile: the next scan finds it under its new name.
            return;
        } catch (EOFException | ZipException e) {
            damaged(open.get(file.id()), e);
        } catch (IOException e) {
            metrics.readErrors.increment();
            problems.raise(Problems.Kind.UNREADABLE, file.path().toString(), ReadProblem.of(file.path(), e));
            Newcomer newcomer = open.get(file.id());
            if (newcomer != null) {
                newcomer.pauseUntil(clock.millis() + PAUSE_AFTER_ERROR_MILLIS);
            }
        }
    }

    /** A compressed file that ends too early may still be written; one that has not grown for a while is not. */
    private void damaged(Newcomer newcomer, IOException cause) {
        long now = clock.millis();
        if (newcomer == null
                || now - newcomer.grownAt() < settings.damagedAfter().toMillis()) {
            return;
        }
        String path = newcomer.file().path().toString();
        problems.raise(Problems.Kind.DAMAGED, path, DamagedFile.message(path, cause));
        newcomer.source().endAtDamage();
        undecided = true;
    }
}
