// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.Mark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks of a stream's first bytes. A stream has them from the moment that it begins, before anything of it is sent: else a copy that is made of
 * its file meanwhile would be taken for another file, and be sent beside it.
 */
final class Heads {

    private static final int[] LENGTHS = {32, 256, 1024};
    private static final int LONGEST = LENGTHS[LENGTHS.length - 1];

    /** Marks of what {@code source} holds from {@code at}; none if that is nothing. */
    static List<Mark> read(FileSource source, long at) throws IOException {
        byte[] head = new byte[LONGEST];
        return of(at, head, source.read(at, head, 0, LONGEST));
    }

    /**
     * The heads among {@code marks}, and those that can be had now that the stream goes up to {@code end}.
     *
     * @param buffer bytes of the file, the one at {@code place} first; heads that lie before it are read from {@code source}
     */
    static List<Mark> grown(List<Mark> marks, long end, FileSource source, byte[] buffer, long place)
            throws IOException {
        long at = marks.isEmpty() ? place : marks.getFirst().at();
        List<Mark> known = among(marks);
        if (known.stream().anyMatch(mark -> mark.length() == LONGEST)) {
            return known;
        }
        int length = (int) Math.min(LONGEST, end - at);
        byte[] head = new byte[length];
        if (at >= place) {
            System.arraycopy(buffer, (int) (at - place), head, 0, length);
        } else if (source.read(at, head, 0, length) < length) {
            return known;
        }
        // Another read than the batch's own: the file may have been truncated in between.
        boolean same = known.stream().allMatch(mark -> mark.length() > length || mark.matches(head, 0));
        return same ? of(at, head, length) : known;
    }

    /** Those of a stream's marks that begin where it begins. */
    static List<Mark> among(List<Mark> marks) {
        return marks.stream().filter(mark -> mark.at() == marks.getFirst().at()).toList();
    }

    private static List<Mark> of(long at, byte[] head, int length) {
        List<Mark> heads = new ArrayList<>();
        for (int each : LENGTHS) {
            if (each <= length) {
                heads.add(Mark.of(at, head, 0, each));
            }
        }
        return heads.isEmpty() && length > 0 ? List.of(Mark.of(at, head, 0, length)) : heads;
    }

    private Heads() {}
}
