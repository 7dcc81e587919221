// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import dev.sluice.model.StreamDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was seen of a stream: the course that was seen first, and the forks that were found, the latest last. Immutable.
 *
 * <p>Two senders that both believe to be the one that goes on with a stream (a machine that was cloned, a folder that was restored) write different
 * bytes at the same offsets. So an offset alone says nothing: a chunk is a repeat only where its bytes lead from a digest that is remembered to
 * another.
 */
record StreamHistory(List<StreamBranch> branches) {

    /** Most courses that are remembered; of more, the one that was not seen for longest is forgotten. */
    private static final int MAX_BRANCHES = 9;

    StreamHistory {
        branches = List.copyOf(branches);
    }

    /**
     * What a chunk is.
     *
     * @param history with the chunk
     * @param kind what it is
     * @param fork of the course that it belongs to, empty for the first
     * @param from offset in the chunk of the first byte that was not seen
     * @param missing bytes before the chunk that nobody has sent
     */
    record Finding(StreamHistory history, Kind kind, String fork, int from, long missing) {

        enum Kind {
            /** Seen before, all of it. */
            REPEAT,
            /** Not seen before, or not all of it. */
            NEW,
            /** The first of another course. */
            FORK
        }
    }

    static StreamHistory beginning(long offset) {
        return new StreamHistory(List.of(StreamBranch.beginning("", offset)));
    }

    /**
     * Judges a chunk of a sender who gives no digests, by its offset alone.
     *
     * @param coversFrom where the bytes before {@code start} begin that hold no line on purpose
     */
    Finding find(long start, long coversFrom, int length) {
        StreamBranch first = branches.getFirst();
        long expected = first.nextOffset();
        StreamHistory after = with(first, first.seenTo(start + length));
        if (expected >= start + length) {
            return new Finding(after, Finding.Kind.REPEAT, "", length, 0);
        }
        return expected <= start
                ? new Finding(after, Finding.Kind.NEW, "", 0, Math.max(0, coversFrom - expected))
                : new Finding(after, Finding.Kind.NEW, "", (int) (expected - start), 0);
    }

    /**
     * Judges a chunk by the digest of what its sender has sent before it.
     *
     * @param before of all bytes of the stream that were sent before {@code start}
     */
    Finding find(long start, long coversFrom, byte[] value, StreamDigest before) {
        long end = start + value.length;
        StreamDigest after = digest(before, value, value.length);
        for (StreamBranch branch : branches) {
            if (branch.knows(start, before) && branch.knows(end, after)) {
                return new Finding(with(branch, branch), Finding.Kind.REPEAT, branch.fork(), value.length, 0);
            }
        }
        for (StreamBranch branch : branches) {
            long expected = branch.nextOffset();
            if (coversFrom <= expected && expected <= start && branch.knows(expected, before)) {
                return goOn(branch, start, before, end, after, 0, 0);
            }
        }
        for (StreamBranch branch : branches) {
            long expected = branch.nextOffset();
            if (start < expected
                    && expected < end
                    && branch.knows(start, before)
                    && branch.knows(expected, digest(before, value, (int) (expected - start)))) {
                return goOn(branch, start, before, end, after, (int) (expected - start), 0);
            }
        }
        StreamBranch first = branches.getFirst();
        long missing = coversFrom - first.nextOffset();
        if (first.nextOffset() <= start && (missing > 0 || !first.contradicts(before))) {
            return goOn(first, start, before, end, after, 0, Math.max(0, missing));
        }
        String fork = DedupKey.shortened(after.toString());
        return new Finding(
                with(null, StreamBranch.beginning(fork, start).with(start, before, end, after)),
                Finding.Kind.FORK,
                fork,
                0,
                0);
    }

    private Finding goOn(
            StreamBranch branch,
            long start,
            StreamDigest before,
            long end,
            StreamDigest after,
            int from,
            long missing) {
        return new Finding(
                with(branch, branch.with(start, before, end, after)), Finding.Kind.NEW, branch.fork(), from, missing);
    }

    private static StreamDigest digest(StreamDigest before, byte[] value, int length) {
        StreamDigest digest = before.copy();
        digest.update(value, 0, length);
        return digest;
    }

    private StreamHistory with(StreamBranch old, StreamBranch young) {
        List<StreamBranch> changed = new ArrayList<>(branches);
        if (old == branches.getFirst()) {
            changed.set(0, young);
        } else {
            changed.remove(old);
            changed.add(young);
        }
        if (changed.size() > MAX_BRANCHES) {
            changed.remove(1);
        }
        return new StreamHistory(changed);
    }

    /** What is known where both are. */
    StreamHistory mergedWith(StreamHistory other) {
        List<StreamBranch> both = new ArrayList<>(branches);
        for (StreamBranch branch : other.branches) {
            int same = both.stream().map(StreamBranch::fork).toList().indexOf(branch.fork());
            if (same < 0) {
                both.add(branch);
            } else {
                both.set(same, both.get(same).mergedWith(branch));
            }
        }
        return new StreamHistory(both.subList(0, Math.min(both.size(), MAX_BRANCHES)));
    }

    /** How many digests are remembered. */
    int size() {
        return branches.stream().mapToInt(branch -> 1 + branch.ends().size()).sum();
    }

    @Override
    public String toString() {
        return branches.stream().map(StreamBranch::toString).collect(Collectors.joining("|"));
    }

    /** Reads what {@link #toString} wrote. */
    static StreamHistory parse(String text) {
        return new StreamHistory(
                Arrays.stream(text.split("\\|")).map(StreamBranch::parse).toList());
    }
}
