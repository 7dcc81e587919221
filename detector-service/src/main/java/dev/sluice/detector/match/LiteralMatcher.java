// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.match;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;

/**
 * Finds all literals that are somewhere in a text, in one pass whose cost follows the text's length alone: the automaton of Aho and Corasick
 * (<i>Efficient string matching</i>, 1975) with its failure links resolved into one table. Letters match in either case. Immutable and thread-safe.
 *
 * <p>Written here because the table over classes of characters is what makes it quick, and the well-kept libraries build objects for each state.
 */
public final class LiteralMatcher {

    private static final int ROOT = 0;

    private static final int CHARACTERS = 256;

    /** The class of each character below U+0100, and of each byte; 0 is every character that is in no literal. */
    private final byte[] classes = new byte[CHARACTERS];

    private final int classCount;

    /**
     * {@code states × classCount} next states, each as the index of its own row; of a state in which a literal ends, the complement of that index, so
     * that one comparison tells both.
     */
    private final int[] next;

    /** The literals that end in each state; null for most. */
    private final int[][] ends;

    /** @param literals none empty; what is not ASCII is found by its exact characters only where they are below U+0080, and ignored beyond */
    public LiteralMatcher(List<String> literals) {
        int count = 1;
        int length = 1;
        for (String literal : literals) {
            if (literal.isEmpty()) {
                throw new IllegalArgumentException("an empty literal is in every text");
            }
            length += literal.length();
            for (int i = 0; i < literal.length(); i++) {
                char c = lower(literal.charAt(i));
                if (c < 0x80 && classes[c] == 0) {
                    classes[c] = (byte) count++;
                }
            }
        }
        for (char c = 'A'; c <= 'Z'; c++) {
            classes[c] = classes[lower(c)];
        }
        classCount = count;
        int[] table = new int[length * count];
        int[][] found = new int[length][];
        int states = 1;
        for (int literal = 0; literal < literals.size(); literal++) {
            int state = ROOT;
            String text = literals.get(literal);
            for (int i = 0; i < text.length(); i++) {
                int edge = state * count + classOf(text.charAt(i));
                if (table[edge] == ROOT) {
                    table[edge] = states++;
                }
                state = table[edge];
            }
            found[state] = add(found[state], literal);
        }
        link(table, found, states);
        next = new int[states * count];
        for (int edge = 0; edge < next.length; edge++) {
            int row = table[edge] * count;
            next[edge] = found[table[edge]] == null ? row : ~row;
        }
        ends = Arrays.copyOf(found, states);
    }

    /** Sets the bit of each literal that is in {@code text}. */
    public void find(String text, BitSet found) {
        int row = ROOT;
        for (int i = 0; i < text.length(); i++) {
            row = next[row + classOf(text.charAt(i))];
            if (row < 0) {
                row = ~row;
                for (int literal : ends[row / classCount]) {
                    found.set(literal);
                }
            }
        }
    }

    /** Whether any literal is in {@code text}. */
    public boolean isAnyIn(String text) {
        int row = ROOT;
        for (int i = 0; i < text.length() && row >= 0; i++) {
            row = next[row + classOf(text.charAt(i))];
        }
        return row < 0;
    }

    /** Whether any literal is in the bytes [from, to) of a text in ASCII or UTF-8. */
    public boolean isAnyIn(byte[] text, int from, int to) {
        int row = ROOT;
        for (int i = from; i < to && row >= 0; i++) {
            row = next[row + classes[text[i] & 0xff]];
        }
        return row < 0;
    }

    /** Breadth first: each state's failure link is ready before its children need it. */
    private void link(int[] table, int[][] found, int states) {
        int[] failure = new int[states];
        Queue<Integer> open = new ArrayDeque<>();
        for (int edge = 0; edge < classCount; edge++) {
            if (table[edge] != ROOT) {
                open.add(table[edge]);
            }
        }
        while (!open.isEmpty()) {
            int state = open.remove();
            for (int edge = 0; edge < classCount; edge++) {
                int target = table[state * classCount + edge];
                int beside = table[failure[state] * classCount + edge];
                if (target == ROOT) {
                    table[state * classCount + edge] = beside;
                } else {
                    failure[target] = beside;
                    for (int literal : found[beside] == null ? new int[0] : found[beside]) {
                        found[target] = add(found[target], literal);
                    }
                    open.add(target);
                }
            }
        }
    }

    private int classOf(char c) {
        return c < classes.length ? classes[c] : 0;
    }

    private static int[] add(int[] literals, int literal) {
        int[] more = literals == null ? new int[1] : Arrays.copyOf(literals, literals.length + 1);
        more[more.length - 1] = literal;
        return more;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }
}
