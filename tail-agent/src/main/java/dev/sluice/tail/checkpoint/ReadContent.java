// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.files.Fingerprint;
import java.util.ArrayList;
import java.util.List;

/**
 * What was read of a file: a digest of all of it, and fingerprints of parts. The digest decides; the parts tell soon that a file is another one,
 * and stand for the whole where that would take too long to read again.
 *
 * @param from where reading began; not 0 only where the input starts at the end of files
 * @param to where it has come
 * @param digest of the bytes from {@code from} to {@code to}
 * @param parts fingerprints, by their places: the first bytes, some in between, and the last bytes
 */
public record ReadContent(long from, long to, String digest, List<Fingerprint> parts) {

    /** Bytes of the first and of the last part, at most. */
    public static final int EDGE = 4096;

    private static final int SAMPLE = 64 << 10;
    private static final long CLOSEST_SAMPLES = 1 << 20;
    private static final int MOST_PARTS = 34;

    public ReadContent {
        parts = List.copyOf(parts);
    }

    /**
     * Nothing yet.
     *
     * @param key any digest under the key of the data folder
     */
    public static ReadContent startingAt(long from, StreamDigest key) {
        return new ReadContent(from, from, key.restart().toString(), List.of());
    }

    public boolean isEmpty() {
        return to == from;
    }

    public long length() {
        return to - from;
    }

    /** The first bytes; not of an empty content. */
    public Fingerprint head() {
        return parts.getFirst();
    }

    /** The last bytes; not of an empty content. */
    public Fingerprint tail() {
        return parts.getLast();
    }

    /** How many bytes before {@link #to} have to be there for {@link #plus}. */
    public int context() {
        return (int) Math.min(EDGE, length());
    }

    /**
     * With the bytes that follow.
     *
     * @param buffer holds them in {@code [start, end)}, and before them the {@link #context} bytes that were read last
     */
    public ReadContent plus(byte[] buffer, int start, int end) {
        if (start == end) {
            return this;
        }
        StreamDigest grown = StreamDigest.parse(digest);
        grown.update(buffer, start, end);
        long newTo = to + end - start;
        List<Fingerprint> newParts = new ArrayList<>(parts);
        if (!newParts.isEmpty()) {
            newParts.removeLast();
        }
        if (length() < EDGE) {
            newParts.clear();
            int length = (int) Math.min(EDGE, newTo - from);
            newParts.add(Fingerprint.of(grown, from, buffer, start - (int) length(), length));
        }
        sample(newParts, grown, buffer, start, end);
        int tail = (int) Math.min(EDGE, newTo - from);
        newParts.add(Fingerprint.of(grown, newTo - tail, buffer, end - tail, tail));
        return new ReadContent(from, newTo, grown.toString(), newParts);
    }

    private void sample(List<Fingerprint> newParts, StreamDigest key, byte[] buffer, int start, int end) {
        long distance = to - newParts.getLast().at();
        if (distance < Math.max(CLOSEST_SAMPLES, length() / 16)) {
            return;
        }
        newParts.add(Fingerprint.of(key, to, buffer, start, Math.min(SAMPLE, end - start)));
        if (newParts.size() >= MOST_PARTS) {
            int nearest = 1;
            for (int i = 2; i < newParts.size() - 1; i++) {
                if (gap(newParts, i) < gap(newParts, nearest)) {
                    nearest = i;
                }
            }
            newParts.remove(nearest);
        }
    }

    private static long gap(List<Fingerprint> parts, int at) {
        return parts.get(at + 1).at() - parts.get(at - 1).at();
    }
}
