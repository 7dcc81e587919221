// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import dev.sluice.model.StreamDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far one course of a stream was seen: usually there is one, and another for each fork. Immutable.
 *
 * @param fork what tells the fork's stream id from the stream's, empty for the course that was seen first
 * @param nextOffset where the next chunk is expected to begin
 * @param ends digests of the bytes before some places where chunks began or ended, in order of offsets: all of the latest, fewer of older ones
 */
record StreamBranch(String fork, long nextOffset, List<End> ends) {

    /** Most places that are remembered. */
    static final int MAX_ENDS = 32;
    /** Of which so many are the latest, without thinning: what one request may bring and bring again. */
    private static final int LATEST = 24;

    private static final int KEY_BYTES = 16;
    private static final String NO_FORK = "-";

    /** The digest of all bytes that were sent before an offset; nobody changes it. */
    record End(long offset, StreamDigest digest) {}

    StreamBranch {
        ends = List.copyOf(ends);
    }

    static StreamBranch beginning(String fork, long offset) {
        return new StreamBranch(fork, offset, List.of());
    }

    /** Whether a chunk began or ended at this offset behind these very bytes. */
    boolean knows(long offset, StreamDigest digest) {
        return ends.stream().anyMatch(end -> end.offset == offset && end.digest.equals(digest));
    }

    /** Whether what was seen up to the next offset is known not to be what {@code digest} is of. */
    boolean contradicts(StreamDigest digest) {
        List<End> latest = ends.stream()
                .filter(end -> end.offset == nextOffset && end.digest.hasKeyOf(digest))
                .toList();
        return !latest.isEmpty() && latest.stream().noneMatch(end -> end.digest.equals(digest));
    }

    /** Seen up to {@code offset}, by a sender who gives no digests. */
    StreamBranch seenTo(long offset) {
        return new StreamBranch(fork, Math.max(nextOffset, offset), ends);
    }

    /** Seen a chunk from {@code start} to {@code end}. */
    StreamBranch with(long start, StreamDigest before, long end, StreamDigest after) {
        List<End> more = new ArrayList<>(ends);
        for (End each : List.of(new End(start, before), new End(end, after))) {
            if (!more.contains(each)) {
                more.add(each);
            }
        }
        return new StreamBranch(fork, Math.max(nextOffset, end), thinned(more));
    }

    /** What is known where both are. */
    StreamBranch mergedWith(StreamBranch other) {
        List<End> both =
                Stream.concat(ends.stream(), other.ends.stream()).distinct().toList();
        return new StreamBranch(fork, Math.max(nextOffset, other.nextOffset), thinned(new ArrayList<>(both)));
    }

    /** Leaves out old places that have others close by, for their age. */
    private static List<End> thinned(List<End> ends) {
        ends.sort(Comparator.comparingLong(End::offset));
        while (ends.size() > MAX_ENDS) {
            long last = ends.getLast().offset;
            int least = 1;
            double leastRoom = Double.MAX_VALUE;
            for (int i = 1; i < ends.size() - LATEST; i++) {
                double room =
                        (double) (ends.get(i + 1).offset - ends.get(i - 1).offset) / (last - ends.get(i).offset + 1);
                if (room < leastRoom) {
                    leastRoom = room;
                    least = i;
                }
            }
            ends.remove(least);
        }
        return ends;
    }

    /** {@code fork;nextOffset;offset:key.state,offset:state,…}: a key stands where it is another than that before. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(fork.isEmpty() ? NO_FORK : fork)
                .append(';')
                .append(nextOffset)
                .append(';');
        StreamDigest before = null;
        for (End end : ends) {
            byte[] bytes = end.digest.toBytes();
            text.append(before == null ? "" : ",").append(end.offset).append(':');
            if (before == null || !before.hasKeyOf(end.digest)) {
                text.append(base64(bytes, 0, KEY_BYTES)).append('.');
            }
            text.append(base64(bytes, KEY_BYTES, bytes.length));
            before = end.digest;
        }
        return text.toString();
    }

    /** Reads what {@link #toString} wrote. */
    static StreamBranch parse(String text) {
        String[] parts = text.split(";", -1);
        List<End> ends = new ArrayList<>();
        byte[] key = {};
        for (String end : parts[2].isEmpty() ? new String[0] : parts[2].split(",")) {
            int colon = end.indexOf(':');
            int dot = end.indexOf('.');
            if (dot > 0) {
                key = Base64.getUrlDecoder().decode(end.substring(colon + 1, dot));
            }
            byte[] state = Base64.getUrlDecoder().decode(end.substring(Math.max(colon, dot) + 1));
            byte[] bytes = new byte[KEY_BYTES + state.length];
            System.arraycopy(key, 0, bytes, 0, KEY_BYTES);
            System.arraycopy(state, 0, bytes, KEY_BYTES, state.length);
            ends.add(new End(Long.parseLong(end.substring(0, colon)), StreamDigest.of(bytes)));
        }
        return new StreamBranch(parts[0].equals(NO_FORK) ? "" : parts[0], Long.parseLong(parts[1]), ends);
    }

    private static String base64(byte[] bytes, int from, int to) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, from, to));
    }
}
