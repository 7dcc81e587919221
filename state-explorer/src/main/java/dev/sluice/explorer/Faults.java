// SPDX-License-Identifier: Apache-2.0
package dev.sluice.explorer;

/**
 * What may still go wrong. Kinds are the constants of an enum, at most sixteen.
 *
 * @param counts how often each kind may, four bits for each, by its ordinal
 * @param atAll how many faults may in all
 */
public record Faults(long counts, int atAll) {

    /** Nothing does any more. States that differ only in what could have happened are one. */
    private static final Faults NONE = new Faults(0, 0);

    /**
     * Each kind once, and some more often.
     *
     * @param atAll how many in one course of events
     * @param again kinds that may happen once more, each as often as it is named
     */
    @SafeVarargs
    public static <F extends Enum<F>> Faults of(int atAll, Class<F> kinds, F... again) {
        long counts = 0;
        for (F kind : kinds.getEnumConstants()) {
            counts += one(kind);
        }
        for (F kind : again) {
            counts += one(kind);
        }
        return atAll == 0 ? NONE : new Faults(counts, atAll);
    }

    public boolean may(Enum<?> kind) {
        return (counts >> 4 * kind.ordinal() & 15) > 0;
    }

    public Faults without(Enum<?> kind) {
        return atAll == 1 ? NONE : new Faults(counts - one(kind), atAll - 1);
    }

    private static long one(Enum<?> kind) {
        return 1L << 4 * kind.ordinal();
    }
}
