// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.ledger;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What became of lines. Additive; not thread-safe.
 *
 * <p>{@code LINES + SPLIT = REPEATS + DROPPED + SAMPLED + DEAD_LETTERS + EVENTS}; the two sides are counted in different places.
 */
public final class LineTally {

    /** What is counted. */
    public enum Term {
        /** Lines of the chunks that hold a byte; a payload is one. */
        LINES,
        /** What came out of payloads beyond one thing a payload. */
        SPLIT,
        /** Seen before. */
        REPEATS,
        /** Left out by a rule, or for holding no data. */
        DROPPED,
        /** Left out by a rule that samples. */
        SAMPLED,
        DEAD_LETTERS,
        EVENTS
    }

    private static final int TERMS = Term.values().length;

    private final long[] counts = new long[TERMS];

    public void add(Term term, long count) {
        counts[term.ordinal()] += count;
    }

    public void add(LineTally other) {
        for (int i = 0; i < TERMS; i++) {
            counts[i] += other.counts[i];
        }
    }

    public void set(Term term, long count) {
        counts[term.ordinal()] = count;
    }

    public long get(Term term) {
        return counts[term.ordinal()];
    }

    /** Things that went in. */
    public long in() {
        return get(Term.LINES) + get(Term.SPLIT);
    }

    /** Things of which it is known what became of them. */
    public long out() {
        return get(Term.REPEATS) + get(Term.DROPPED) + get(Term.SAMPLED) + get(Term.DEAD_LETTERS) + get(Term.EVENTS);
    }

    /** What is not accounted for; negative where more came out than went in. */
    public long difference() {
        return in() - out();
    }

    String toText() {
        return Arrays.stream(counts).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }

    /** @param at of the first count in {@code words} */
    static LineTally parse(String[] words, int at) {
        LineTally tally = new LineTally();
        for (int i = 0; i < TERMS; i++) {
            tally.counts[i] = Long.parseLong(words[at + i]);
        }
        return tally;
    }
}
