// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.files.FileSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A file of which it is not yet decided which stream it holds. It is held open, so that what is in it stays readable if it is deleted. */
final class Newcomer {

    private final FileSource source;
    private final long met;
    /** How far it is the same as files that are read, by their streams. */
    private final Map<String, Long> same = new HashMap<>();

    private DiscoveredFile file;
    private byte[] prefix = new byte[0];
    private boolean gone;
    private long lookedForAt;
    private long stored;
    private long grownAt;
    private long pauseUntil;
    private int askedIn;

    Newcomer(DiscoveredFile file, FileSource source, long now) throws IOException {
        this.file = file;
        this.source = source;
        this.met = now;
        this.lookedForAt = now;
        this.grownAt = now;
        this.stored = source.storedSize();
    }

    DiscoveredFile file() {
        return file;
    }

    FileSource source() {
        return source;
    }

    /** When it was first seen. */
    long met() {
        return met;
    }

    /** Found again by a scan, or not. */
    void seen(DiscoveredFile again, long now) {
        gone = again == null;
        lookedForAt = now;
        if (again != null) {
            file = again;
        }
    }

    /** Whether no name leads to it any more. */
    boolean gone() {
        return gone;
    }

    /** When it and all others were last looked for: older than now by as much as the process was kept from looking. */
    long lookedForAt() {
        return lookedForAt;
    }

    /** Its first bytes, as they were when they were last read. */
    byte[] prefix() {
        return prefix;
    }

    /** Reads its first bytes, unless all that are wanted are known. */
    void readPrefix() throws IOException {
        if (prefix.length < FingerprintMatcher.PREFIX) {
            prefix = FingerprintMatcher.prefixOf(source);
        }
    }

    /** Whether it has grown or shrunk since it was last asked. */
    boolean changed(long now) throws IOException {
        long size = source.storedSize();
        if (size == stored) {
            return false;
        }
        if (size < stored) {
            same.clear();
            prefix = new byte[0];
        }
        stored = size;
        grownAt = now;
        return true;
    }

    boolean empty() {
        return stored == 0;
    }

    long stored() {
        return stored;
    }

    long grownAt() {
        return grownAt;
    }

    /** Up to where it was found to be the same as the file of {@code stream}. */
    long sameAs(String stream) {
        return same.getOrDefault(stream, 0L);
    }

    void sameAs(String stream, long upTo) {
        same.put(stream, upTo);
    }

    /** In which pass through all newcomers it was last asked about, 0 if in none yet. */
    int askedIn() {
        return askedIn;
    }

    void askedIn(int pass) {
        askedIn = pass;
    }

    void pauseUntil(long time) {
        pauseUntil = time;
    }

    boolean paused(long now) {
        return now < pauseUntil;
    }
}
