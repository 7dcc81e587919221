// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.lines.LineRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;

/**
 * One stream while it is followed: its state, the open file, and what was last seen of it. The state is written by whoever holds the file's
 * one {@link Lease}; what is seen of the file is written by the thread that looks.
 */
final class TailedFile {

    final InputSettings input;
    private volatile StreamState state;
    private volatile Lease holder;
    private volatile boolean replaced;
    private volatile boolean released;
    private volatile long examined;
    private volatile long examinedWhole;
    private volatile long pauseUntil;

    private volatile Path current;
    private volatile FileSource source;
    private volatile boolean away;
    private volatile boolean displaced;
    private volatile long goneSince;
    private final Backlog backlog = new Backlog();
    private volatile long size;
    private volatile long shrunkFrom;
    private volatile long grownAt;
    private volatile long quietUntil;
    private volatile long modified;
    private volatile TailedFile predecessor;
    private volatile byte[] prefix = {};
    private volatile LineRules rules;

    TailedFile(InputSettings input, StreamState state, DiscoveredFile file, long now) {
        this.input = input;
        this.state = state;
        this.current = file.path();
        this.grownAt = now;
        this.size = state.complete() ? 0 : file.size();
        seen(file, now);
    }

    /** The right to write a stream's state, held by one at a time: given back once, and worth nothing after that. */
    final class Lease {

        private Lease() {}

        TailedFile file() {
            return TailedFile.this;
        }

        StreamState state() {
            return state;
        }

        void state(StreamState newState) {
            check();
            state = newState;
        }

        /** The file is not the one that was read any more. */
        void replaced() {
            check();
            replaced = true;
        }

        /** Everything up to {@code place} was looked at and is not complete. */
        void examined(long place, boolean forcedLines) {
            check();
            examined = place;
            if (forcedLines) {
                examinedWhole = place;
            }
        }

        void progressed(long now) {
            check();
            backlog.progressed(state.source(), size, now);
        }

        void pauseUntil(long time) {
            check();
            pauseUntil = time;
        }

        void giveBack() {
            check();
            holder = null;
        }

        private void check() {
            if (holder != this) {
                throw new IllegalStateException("the lease of " + current + " was given back");
            }
        }
    }

    /** The lease, unless somebody has it. */
    synchronized Optional<Lease> lease() {
        if (holder != null) {
            return Optional.empty();
        }
        Lease lease = new Lease();
        holder = lease;
        return Optional.of(lease);
    }

    boolean leased() {
        return holder != null;
    }

    StreamState state() {
        return state;
    }

    FileId file() {
        return state.file();
    }

    boolean replaced() {
        return replaced;
    }

    /** Under which name the file was last seen. */
    Path current() {
        return current;
    }

    /** Found again by a scan. */
    void seen(DiscoveredFile file, long now) {
        current = file.path();
        modified = file.modified();
        away = file.rotated() || !file.matched();
        displaced = false;
        goneSince = 0;
        if (source == null && !state.complete() && size != file.size()) {
            size = file.size();
            grownAt = now;
        }
    }

    /** No name leads to the file any more. */
    void gone(long now) {
        away = true;
        displaced = false;
        if (goneSince == 0) {
            goneSince = now;
        }
    }

    /** Its name leads to a younger file by now: what it is called, and if it is closed how long it is, the next scan tells. */
    void displaced() {
        away = true;
        displaced = true;
    }

    boolean isDisplaced() {
        return displaced;
    }

    /** Since when no name leads to it, epoch milliseconds; 0 while one does. */
    long goneSince() {
        return goneSince;
    }

    /** Whether the file was rotated away or deleted: little more will come. */
    boolean away() {
        return away;
    }

    /** When the file was last changed, as the last scan saw it, epoch nanoseconds. */
    long modified() {
        return modified;
    }

    /** Nobody sends from it any more: what is left of its stream goes on in another file, or is gone. */
    void released() {
        released = true;
    }

    /** Streams of older files of the same name go first. */
    void after(TailedFile older) {
        predecessor = older;
    }

    Optional<TailedFile> predecessor() {
        return Optional.ofNullable(predecessor);
    }

    /** Whether all whole lines that were there at the last look are sent. */
    boolean drained() {
        boolean settled = size <= Math.max(examined, state.source()) && (source != null || !displaced);
        return released || !leased() && (state.complete() || replaced || settled && !compressed());
    }

    boolean compressed() {
        return source == null ? current.toString().endsWith(".gz") : source.compressed();
    }

    /** Takes the file's first bytes down. */
    void begins(byte[] with) {
        prefix = with;
    }

    /** The rules of its input, with the encoding that its first bytes tell once they were read. */
    LineRules rules() {
        return rules == null ? input.rules() : rules;
    }

    boolean rulesTold() {
        return rules != null;
    }

    void rules(LineRules told) {
        rules = told;
    }

    /** Whether nothing is known of how the file begins. */
    boolean beginsUnknown() {
        return prefix.length == 0;
    }

    /** Whether the file began as {@code other} does, as far as is known of both. */
    boolean beginsLike(byte[] other) {
        int length = Math.min(prefix.length, other.length);
        return Arrays.equals(prefix, 0, length, other, 0, length);
    }

    FileSource source() {
        return source;
    }

    boolean open() {
        return source != null;
    }

    void open(FileSource newSource) {
        source = newSource;
    }

    void close() {
        FileSource old = source;
        source = null;
        if (old != null) {
            old.close();
        }
    }

    /**
     * Whether anything of it is still to be sent, as of now: its last lines may have come since the last look, and the younger file of its name
     * be there already.
     */
    boolean unsettled(Clock clock) {
        boolean shorter = false;
        try {
            shorter = !leased() && !state.complete() && look(clock);
        } catch (IOException e) {
            // Said when it is read; younger files do not wait for that.
        }
        return shorter || !drained() || lag() > 0;
    }

    /**
     * Asks the open file for its size; whether it is shorter than what was read of it.
     *
     * @param clock asked when the size is known: a process that is kept from running in between would know a time before the file grew, and take an
     *     event that is being written for one that has been left open for long
     */
    boolean look(Clock clock) throws IOException {
        if (source != null) {
            long newSize = source.size();
            if (newSize < size && !compressed()) {
                // Truncated, perhaps before anything of it was read: how it began says nothing of what is in it now.
                prefix = new byte[0];
                shrunkFrom = Math.max(shrunkFrom, size);
            }
            if (newSize < state.source()) {
                return true;
            }
            if (newSize != size) {
                grownAt = clock.millis();
                size = newSize;
            }
        }
        backlog.grown(state.source(), size, clock);
        return false;
    }

    long size() {
        return size;
    }

    /** Bytes that were there at the last look and are not settled. */
    long lag() {
        return Math.max(0, size - state.source());
    }

    /** Bytes that were there and are not settled, now that the file holds something else: looked at by a reader, or there before it shrank. */
    long missed() {
        return Math.max(0, Math.max(examined, shrunkFrom) - state.source());
    }

    /** A time at which bytes that are still not settled were there, epoch milliseconds, or 0. */
    long waitingSince() {
        return backlog.since();
    }

    /** When the file was last seen to grow. */
    long grownAt() {
        return grownAt;
    }

    /** Nothing more had come of it at this time, neither in the file nor in a younger one of its name. */
    void quietUntil(long time) {
        quietUntil = time;
    }

    /** For how long nothing has come, as far as somebody has looked: a process that is kept from running lets time go by, and sees nothing. */
    long quiet() {
        return Math.max(0, quietUntil - grownAt);
    }

    boolean hasNews() {
        return size > examined && size > state.source();
    }

    /** Whether nothing is to be had from what is there even if open events are taken for complete. */
    boolean examinedWhole() {
        return size <= examinedWhole;
    }

    boolean paused(long now) {
        return now < pauseUntil;
    }
}
