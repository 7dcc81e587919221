// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One stream while it is followed: its state, the open file, and what was last seen of it. Either the scanner or one worker has it at a time;
 * {@link #take} and {@link #giveBack} hand it over. What others may see meanwhile is volatile.
 */
final class TailedFile {

    final InputSettings input;
    private volatile StreamState state;
    private volatile Path current;
    private volatile FileSource source;
    private volatile boolean taken;
    private volatile boolean replaced;
    private volatile boolean away;
    private volatile long size;
    private volatile long examined;
    private volatile long examinedWhole;
    private volatile long grownAt;
    private volatile long waitingSince;
    private volatile long waitingFor;
    private volatile long modified;
    private volatile long pauseUntil;
    private volatile TailedFile predecessor;

    TailedFile(InputSettings input, StreamState state, Path current, long now) {
        this.input = input;
        this.state = state;
        this.current = current;
        this.grownAt = now;
        this.modified = state.modified();
    }

    StreamState state() {
        return state;
    }

    void state(StreamState newState) {
        state = newState;
    }

    FileId file() {
        return state.file();
    }

    /** Under which name the file was last seen. */
    Path current() {
        return current;
    }

    /** Found again by a scan. */
    void seen(Path path, long size, long modified, boolean rotated) {
        current = path;
        this.modified = modified;
        away = rotated;
        if (source == null) {
            this.size = size;
        }
    }

    /** No name leads to the file any more. */
    void gone() {
        away = true;
    }

    /** Whether the file was rotated away or deleted: little more will come. */
    boolean away() {
        return away;
    }

    long modified() {
        return modified;
    }

    /** Streams of older files of the same name go first. */
    void after(TailedFile older) {
        predecessor = older;
    }

    boolean waitsForPredecessor() {
        TailedFile older = predecessor;
        if (older != null && older.drained()) {
            predecessor = null;
            older = null;
        }
        return older != null;
    }

    /** Whether all whole lines that were there at the last look are sent. */
    boolean drained() {
        if (taken) {
            return false;
        }
        boolean settled = size <= Math.max(examined, state.source());
        return state.complete() || replaced || settled && !compressed();
    }

    boolean compressed() {
        return current.toString().endsWith(".gz");
    }

    boolean taken() {
        return taken;
    }

    void take() {
        taken = true;
    }

    void giveBack() {
        taken = false;
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

    /** The file is not the one that was read any more. */
    void replaced(boolean is) {
        replaced = is;
    }

    boolean replaced() {
        return replaced;
    }

    /** Asks the open file for its size. */
    void look(long now) throws IOException {
        if (source != null) {
            long newSize = source.size();
            if (newSize < state.source()) {
                replaced = true;
                return;
            }
            if (newSize != size) {
                grownAt = now;
                size = newSize;
            }
        }
        if (waitingSince == 0 && size > state.source()) {
            waitingSince = now;
            waitingFor = size;
        }
    }

    long size() {
        return size;
    }

    /** Bytes that were there at the last look and are not settled. */
    long lag() {
        return Math.max(0, size - state.source());
    }

    /** A time at which bytes that are still not settled were there, epoch milliseconds, or 0. */
    long waitingSince() {
        return waitingSince;
    }

    void progressed(long now) {
        if (state.source() >= waitingFor) {
            waitingFor = size;
            waitingSince = size > state.source() ? now : 0;
        }
    }

    /** When the file was last seen to grow. */
    long grownAt() {
        return grownAt;
    }

    /** Everything up to {@code place} was looked at and is not complete. */
    void examined(long place, boolean forcedLines) {
        examined = place;
        if (forcedLines) {
            examinedWhole = place;
        }
    }

    boolean hasNews() {
        return size > examined && size > state.source();
    }

    /** Whether nothing is to be had from what is there even if open events are taken for complete. */
    boolean examinedWhole() {
        return size <= examinedWhole;
    }

    void pauseUntil(long time) {
        pauseUntil = time;
    }

    boolean paused(long now) {
        return now < pauseUntil;
    }
}
