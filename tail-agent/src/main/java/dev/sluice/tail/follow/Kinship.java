// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.Mark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Whether a file holds what was read from another one. */
final class Kinship {

    /**
     * How many marked bytes of the stream {@code file} holds, as far as it goes; 0 if there are any that it does not, or if it
     * is shorter than every mark.
     */
    static long agreeing(StreamState state, FileSource file) throws IOException {
        List<Mark> marks = new ArrayList<>(state.marks());
        if (state.plan() != null) {
            // The server may have it.
            marks.add(state.plan().mark());
        }
        marks.sort(Comparator.comparingLong(Mark::at));
        long agreeing = 0;
        for (Mark mark : marks) {
            byte[] bytes = new byte[mark.length()];
            if (file.read(mark.at(), bytes, 0, mark.length()) == mark.length()) {
                if (!mark.matches(bytes, 0)) {
                    return 0;
                }
                agreeing += mark.length();
            }
        }
        return agreeing;
    }

    /** Whether {@code file} still is what the stream was read from: every mark holds, and the batch under way can be built again. */
    static boolean holds(StreamState state, FileSource file) throws IOException {
        for (Mark mark : state.marks()) {
            if (!mark.matches(file)) {
                return false;
            }
        }
        return state.plan() == null || state.plan().mark().matches(file);
    }

    /** Whether {@code file} goes at least as far as the stream was read. */
    static boolean reaches(StreamState state, FileSource file) throws IOException {
        return state.source() == 0 || file.read(state.source() - 1, new byte[1], 0, 1) == 1;
    }

    /** Whether {@code file} holds what the batch under way needs; true if there is none. */
    static boolean reachesPlan(StreamState state, FileSource file) throws IOException {
        return state.plan() == null || file.read(state.plan().end() - 1, new byte[1], 0, 1) == 1;
    }

    /** Whether the last bytes of {@code copy}, which is {@code size} long, are in {@code original} at the same place. */
    static boolean sameAtEnd(FileSource original, FileSource copy, long size) throws IOException {
        int length = (int) Math.min(Mark.LENGTH, size);
        byte[] ours = new byte[length];
        byte[] theirs = new byte[length];
        int read = copy.read(size - length, ours, 0, length);
        return original.read(size - length, theirs, 0, read) == read && Arrays.equals(ours, 0, read, theirs, 0, read);
    }

    private Kinship() {}
}
