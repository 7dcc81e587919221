// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.config.ServerSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.send.StopSignal;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;

/** Looks which files have grown, and queues those that are due for the workers. */
final class Poller {

    private static final long PAUSE_AFTER_ERROR_MILLIS = 2_000;
    /** A file that was closed is compared up to here when it is opened again; of a longer one parts are. */
    private static final long WHOLE_AT_OPENING = 1 << 20;

    private final Streams streams;
    private final Newcomers newcomers;
    private final Attachment attachment;
    private final EventCarrier carrier;
    private final SourceOpener opener;
    private final FingerprintMatcher matcher;
    private final BlockingQueue<TailedFile.Lease> due;
    private final ServerSettings server;
    private final long rotatedIdle;
    private final StopSignal stop;
    private final Telemetry telemetry;
    private final Clock clock;

    Poller(
            Streams streams,
            Newcomers newcomers,
            Attachment attachment,
            EventCarrier carrier,
            SourceOpener opener,
            FingerprintMatcher matcher,
            BlockingQueue<TailedFile.Lease> due,
            ServerSettings server,
            long rotatedIdle,
            StopSignal stop,
            Telemetry telemetry) {
        this.streams = streams;
        this.newcomers = newcomers;
        this.attachment = attachment;
        this.carrier = carrier;
        this.opener = opener;
        this.matcher = matcher;
        this.due = due;
        this.server = server;
        this.rotatedIdle = rotatedIdle;
        this.stop = stop;
        this.telemetry = telemetry;
        this.clock = telemetry.clock();
    }

    /** Looks once; whether a scan should follow, since a file is not what it was. */
    boolean poll() {
        long now = clock.millis();
        boolean scan = false;
        for (TailedFile tailed : streams.followed()) {
            if (!tailed.leased() && !tailed.state().complete() && !tailed.paused(now)) {
                scan |= poll(tailed, now);
            }
        }
        if (newcomers.anyDue()) {
            newcomers.decide(Set.of());
        }
        return scan || newcomers.waiting() > 0 && anyClosable();
    }

    private boolean anyClosable() {
        return streams.followed().stream()
                .anyMatch(tailed -> tailed.open() && tailed.drained() && !tailed.hasNews() && tailed.goneSince() == 0);
    }

    /** Whether anything is under way or could be sent. */
    boolean anythingDue() {
        long now = clock.millis();
        for (TailedFile tailed : streams.followed()) {
            boolean waits = tailed.replaced() || tailed.state().complete() || tailed.paused(now);
            if (tailed.leased() || !waits && isDue(tailed, now)) {
                return true;
            }
        }
        return false;
    }

    private boolean poll(TailedFile tailed, long now) {
        if (tailed.isDisplaced() && !tailed.open()) {
            return true;
        }
        try {
            if (!tailed.replaced() && !tailed.open() && tailed.lag() > 0) {
                Optional<FileSource> source = opener.open(tailed.current(), tailed.file());
                if (source.isEmpty()) {
                    // Another file has its name by now: the next scan finds it under its new one.
                    return true;
                }
                reopen(tailed, source.get());
            }
            if (tailed.replaced() || !tailed.open() && tailed.lag() > 0 || tailed.look(clock)) {
                // When it is noticed, not when this look began: until then it may have been copied.
                attachment.replace(tailed, clock.millis());
                return true;
            }
            if (tailed.open() && isOver(tailed, now - tailed.grownAt()) && !lookFurther(tailed, now)) {
                return true;
            }
            if (tailed.open() && isDue(tailed, now) && isNext(tailed)) {
                tailed.lease().ifPresent(due::add);
            }
        } catch (NoSuchFileException e) {
            return true;
        } catch (OutOfDescriptorsException e) {
            // It has its turn when another one is closed.
            return false;
        } catch (IOException e) {
            telemetry.metrics().readErrors.increment();
            telemetry
                    .problems()
                    .raise(Problems.Kind.UNREADABLE, tailed.current().toString(), ReadProblem.of(tailed.current(), e));
            tailed.lease().ifPresent(lease -> {
                lease.pauseUntil(now + PAUSE_AFTER_ERROR_MILLIS);
                lease.giveBack();
            });
        }
        return false;
    }

    /**
     * Looks whether more has come elsewhere before what is at the end of a file is taken for all there is: in a younger file of its name. Its name
     * and its size were looked at after {@code now}.
     *
     * @return false if it has another name by now, or had when the folders were last listed: list them first
     */
    private boolean lookFurther(TailedFile tailed, long now) {
        if (isFollowedOn(tailed, now)) {
            // What comes of it is sent with the younger one's lines.
            return true;
        }
        boolean listed = tailed.away() || !leadsThere(tailed);
        tailed.quietUntil(listed ? Math.min(now, streams.listedAt()) : now);
        return isOver(tailed, tailed.quiet());
    }

    private boolean isFollowedOn(TailedFile tailed, long now) {
        for (TailedFile younger : streams.family(tailed.state().lineage())) {
            boolean waits =
                    younger.predecessor().filter(older -> older == tailed).isPresent();
            if (waits && younger.lag() > 0 && !younger.paused(now)) {
                return true;
            }
        }
        return newcomers.hasLinesOf(tailed.state().lineage());
    }

    private static boolean leadsThere(TailedFile tailed) {
        try {
            return FileId.look(tailed.current()).id().equals(tailed.file());
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isNext(TailedFile tailed) throws IOException {
        Optional<TailedFile> older = tailed.predecessor();
        if (older.isEmpty()) {
            return true;
        }
        boolean next = carrier.mayFollow(older.get(), tailed);
        if (next) {
            tailed.after(null);
        }
        return next;
    }

    /** Reads on in {@code source}, unless that does not hold what was read. */
    private void reopen(TailedFile tailed, FileSource source) throws IOException {
        boolean holds = false;
        try {
            holds = matcher.holds(tailed.state().content(), source, WHOLE_AT_OPENING);
        } finally {
            if (!holds) {
                source.close();
            }
        }
        if (holds) {
            tailed.open(source);
            telemetry
                    .problems()
                    .clear(Problems.Kind.UNREADABLE, tailed.current().toString());
        }
    }

    private boolean isDue(TailedFile tailed, long now) {
        if (tailed.state().plan().isPresent()) {
            return true;
        }
        if (tailed.hasNews()) {
            return tailed.lag() >= server.batchBytes()
                    || stop.draining()
                    || now - tailed.waitingSince() >= server.linger().toMillis();
        }
        if (tailed.lag() == 0) {
            // All was sent of a compressed file, but not yet kept that it ended there: younger ones wait for that.
            return tailed.open() && tailed.compressed();
        }
        return isOver(tailed, tailed.quiet());
    }

    /** Whether what an open file holds at its end is all there will be, if nothing has come for {@code idle}. */
    private boolean isOver(TailedFile tailed, long idle) {
        if (tailed.lag() == 0 || tailed.hasNews()) {
            return false;
        }
        boolean linesDue = idle >= tailed.input.multilineIdle().toMillis() && !tailed.examinedWhole();
        boolean lineDue =
                tailed.rules().byLine() && idle >= tailed.input.lineIdle().toMillis();
        return linesDue || lineDue || tailed.away() && idle >= rotatedIdle;
    }
}
