// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.BatchPlan;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.Fingerprint;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** Compares files with what was read of them, and with one another. Not thread-safe: it has buffers. */
final class FingerprintMatcher {

    /** How many of a file's first bytes are kept in memory: files that differ there are compared no further. */
    static final int PREFIX = 128;

    private static final int BUFFER = 64 << 10;

    private final StreamDigest key;
    private final byte[] bytes = new byte[BUFFER];
    private final byte[] others = new byte[BUFFER];

    /** @param key any digest under the key of the data folder */
    FingerprintMatcher(StreamDigest key) {
        this.key = key;
    }

    StreamDigest key() {
        return key;
    }

    /** The first bytes of {@code file}, up to {@link #PREFIX}. */
    static byte[] prefixOf(FileSource file) throws IOException {
        byte[] bytes = new byte[PREFIX];
        int length = file.read(0, bytes, 0, PREFIX);
        return Arrays.copyOf(bytes, length);
    }

    /**
     * Whether {@code file} holds what was read.
     *
     * @param wholeUpTo most bytes of which all are read again; of more only the parts are
     */
    boolean holds(ReadContent content, FileSource file, long wholeUpTo) throws IOException {
        if (content.isEmpty()) {
            return true;
        }
        if (!file.compressed() && !matches(content.tail(), file)) {
            return false;
        }
        if (content.length() <= wholeUpTo || file.compressed()) {
            StreamDigest digest = key.restart();
            return digest(digest, file, content.from(), content.to())
                    && digest.toString().equals(content.digest());
        }
        for (Fingerprint part : content.parts()) {
            if (!matches(part, file)) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code file} holds what is known of a stream: of one that has just begun, what its first batch holds of the file. */
    boolean holdsKnown(StreamState state, FileSource file, long wholeUpTo) throws IOException {
        Optional<BatchPlan> plan = state.plan();
        if (plan.isEmpty() || !state.content().isEmpty()) {
            return holds(state.content(), file, wholeUpTo);
        }
        StreamDigest digest = key.restart();
        return digest(digest, file, state.content().from(), plan.get().end())
                && digest.toString().equals(plan.get().digest());
    }

    boolean matches(Fingerprint fingerprint, FileSource file) throws IOException {
        return file.read(fingerprint.at(), bytes, 0, fingerprint.length()) == fingerprint.length()
                && fingerprint.matches(key, bytes, 0);
    }

    /** The digests of what {@code file} holds before each of {@code places} that it reaches. */
    Map<Long, String> digests(FileSource file, SortedSet<Long> places) throws IOException {
        Map<Long, String> digests = new HashMap<>();
        StreamDigest digest = key.restart();
        long at = 0;
        for (long place : places) {
            if (!digest(digest, file, at, place)) {
                break;
            }
            at = place;
            digests.put(place, digest.toString());
        }
        return digests;
    }

    /** The digest and the parts of all that {@code file} holds up to {@code end}. */
    ReadContent content(FileSource file, long end) throws IOException {
        ReadContent content = ReadContent.startingAt(0, key);
        byte[] buffer = new byte[ReadContent.EDGE + BUFFER];
        while (content.to() < end) {
            int context = content.context();
            int wanted = (int) Math.min(BUFFER, end - content.to());
            int read = file.read(content.to() - context, buffer, 0, context + wanted);
            if (read < context + wanted) {
                break;
            }
            content = content.plus(buffer, context, read);
        }
        return content;
    }

    private boolean digest(StreamDigest digest, FileSource file, long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            int read = file.read(at, bytes, 0, (int) Math.min(BUFFER, to - at));
            if (read == 0) {
                return false;
            }
            digest.update(bytes, 0, read);
            at += read;
        }
        return true;
    }

    /** Up to where, from {@code from} to at most {@code to}, both files hold the same; negative if they differ. */
    long same(FileSource one, FileSource other, long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            int wanted = (int) Math.min(BUFFER, to - at);
            int ours = one.read(at, bytes, 0, wanted);
            int theirs = other.read(at, others, 0, ours);
            if (!Arrays.equals(bytes, 0, theirs, others, 0, theirs)) {
                return -1;
            }
            at += theirs;
            if (theirs < wanted) {
                break;
            }
        }
        return at;
    }
}
