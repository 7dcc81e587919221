// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.FollowSettings;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks which files there are, and what has become of those that are followed. A file is the stream it was, if it still holds what was read from
 * it; what else there is, {@link Newcomers} decide.
 *
 * <p>Not thread-safe: one thread scans.
 */
final class Scanner {

    private final Discovery discovery;
    private final Streams streams;
    private final Newcomers newcomers;
    private final Resumption resumption;
    private final Attachment attachment;
    private final MissedBytes missed;
    private final FingerprintMatcher matcher;
    private final Checkpoint checkpoint;
    private final FollowSettings settings;
    private final Map<String, InputSettings> inputs;
    private final Metrics metrics;
    private final Problems problems;
    private final Clock clock;
    private final SourceOpener opener;

    private Set<Path> folders = Set.of();

    Scanner(
            Discovery discovery,
            Streams streams,
            Newcomers newcomers,
            Resumption resumption,
            Attachment attachment,
            MissedBytes missed,
            FingerprintMatcher matcher,
            Checkpoint checkpoint,
            FollowSettings settings,
            Map<String, InputSettings> inputs,
            SourceOpener opener,
            Telemetry telemetry) {
        this.discovery = discovery;
        this.streams = streams;
        this.newcomers = newcomers;
        this.resumption = resumption;
        this.attachment = attachment;
        this.missed = missed;
        this.matcher = matcher;
        this.checkpoint = checkpoint;
        this.settings = settings;
        this.inputs = inputs;
        this.opener = opener;
        this.metrics = telemetry.metrics();
        this.problems = telemetry.problems();
        this.clock = telemetry.clock();
        opener.makeRoomWith(this::closeOne);
    }

    void scan() {
        long now = clock.millis();
        // Those read from the end are known only once all ends are kept.
        rememberInputs(false, now);
        Map<FileId, DiscoveredFile> found = discovery.find(streams.all());
        // What was not found may have been there, under a name that was given up, until the search had ended.
        long looked = clock.millis();
        for (TailedFile tailed : streams.followed()) {
            follow(tailed, found.get(tailed.file()), looked);
        }
        Set<FileId> unsettled = resumption.resume(found);
        List<DiscoveredFile> unknown = new ArrayList<>(found.values());
        unknown.removeIf(file -> streams.followed(file.id()) != null || unsettled.contains(file.id()));
        newcomers.meet(unknown, unsettled);
        rememberInputs(true, now);
        streams.listed(now);
        missed.report(now);
        forgetOld(now);
        closeIdle(now);
        folders = discovery.folders(found.values());
    }

    private void rememberInputs(boolean fromEnd, long now) {
        for (InputSettings input : inputs.values()) {
            if (input.fromEnd() == fromEnd
                    && !newcomers.waiting(input.name())
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
            attachment.replace(tailed, clock.millis());
        } else if (file != null) {
            boolean shorter = !tailed.open()
                    && !tailed.compressed()
                    && file.size() < tailed.state().source();
            tailed.seen(file, now);
            // Closed, and so its inode was free to be used again.
            if (shorter || changedInPlace(tailed) && !verify(tailed, file)) {
                attachment.replace(tailed, clock.millis());
            } else if (tailed.state().complete() && tailed.state().place().modified() != file.modified()) {
                // Perhaps another member was appended to it: the stream is taken up again as after a restart.
                attachment.reopen(tailed);
            }
        } else {
            tailed.gone(now);
            boolean idle = now - Math.max(tailed.grownAt(), tailed.goneSince())
                    >= settings.rotatedIdle().toMillis();
            if (idle && !grown(tailed) && (tailed.lag() == 0 || tailed.examinedWhole())) {
                attachment.release(tailed, now);
            }
        }
    }

    /** Whether its content was changed, at the size up to which everything was read, after it was read. */
    private static boolean changedInPlace(TailedFile tailed) {
        return !tailed.compressed()
                && tailed.size() == tailed.state().source()
                && tailed.modified() != tailed.state().place().modified()
                && !tailed.state().complete();
    }

    /** Whether it is not only changed in place, but was surely not changed by what was read last. */
    private static boolean settledBefore(TailedFile tailed) {
        return tailed.state().place().modified() != FilePlace.UNKNOWN;
    }

    /** The file was written at the size up to which it was read: false if it is another one now, or is to be sent again. */
    private boolean verify(TailedFile tailed, DiscoveredFile file) {
        var lease = tailed.lease();
        if (lease.isEmpty()) {
            return true;
        }
        try (FileSource again = opener.openAgain(file.path())) {
            FileId.Look before = FileId.look(file.path());
            StreamState state = tailed.state();
            if (!before.id().equals(tailed.file()) || before.size() != state.source()) {
                return true;
            }
            if (!matcher.holds(state.content(), again, settings.verify())) {
                return false;
            }
            boolean rewritten = settledBefore(tailed) && !state.content().isEmpty();
            long settled = Settled.time(before, clock);
            if (settled != FilePlace.UNKNOWN) {
                lease.get().state(state.with(state.place().asOf(settled), state.touched()));
                if (rewritten) {
                    metrics.filesRewritten.increment();
                    return !tailed.input.sendRewritten();
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            problems.raise(Problems.Kind.UNREADABLE, file.path().toString(), ReadProblem.of(file.path(), e));
            return true;
        } finally {
            lease.get().giveBack();
        }
    }

    private void forgetOld(long now) {
        for (StreamState state : new ArrayList<>(streams.idle())) {
            if (state.file() == null
                    && now - state.touched() >= settings.forget().toMillis()) {
                streams.forget(state);
            }
        }
    }

    /** Closes rotated files that do not grow any more, and beyond the limit those that have been silent longest. */
    private void closeIdle(long now) {
        List<TailedFile> open = new ArrayList<>();
        for (TailedFile tailed : streams.followed()) {
            if (closable(tailed)) {
                boolean idle = now - tailed.grownAt() >= settings.rotatedIdle().toMillis();
                if (tailed.state().complete() || tailed.away() && idle && tailed.lag() == 0) {
                    tailed.close();
                } else if (tailed.goneSince() == 0) {
                    open.add(tailed);
                }
            }
        }
        open.sort(Comparator.comparingLong(TailedFile::grownAt));
        open.subList(0, Math.max(0, open.size() - opener.most())).forEach(TailedFile::close);
    }

    private boolean closeOne() {
        TailedFile oldest = null;
        for (TailedFile tailed : streams.followed()) {
            if (seemsClosable(tailed)
                    && tailed.goneSince() == 0
                    && (oldest == null || tailed.grownAt() < oldest.grownAt())) {
                oldest = tailed;
            }
        }
        // Only the chosen one is asked for its size: thousands may wait, and each of them has one closed.
        if (oldest == null || grown(oldest)) {
            return false;
        }
        oldest.close();
        return true;
    }

    private boolean closable(TailedFile tailed) {
        return seemsClosable(tailed) && !grown(tailed);
    }

    /** As of the last look. */
    private static boolean seemsClosable(TailedFile tailed) {
        return tailed.open() && tailed.drained() && !tailed.hasNews();
    }

    /** Whether there is something to send of an open file, as of now: its last line may have come since the last look, and its name be gone. */
    private boolean grown(TailedFile tailed) {
        try {
            boolean shorter = !tailed.state().complete() && tailed.look(clock);
            return shorter || !tailed.drained() || tailed.hasNews();
        } catch (IOException e) {
            // Said when it is read.
            return true;
        }
    }
}
