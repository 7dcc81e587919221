// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

/** How much a request looks like each class of attack; 0 is not at all. */
public final class AttackScores {

    /** A score from which a request is called an attack. */
    public static final int THRESHOLD = 5;

    private final int[] scores = new int[AttackClass.values().length];

    AttackScores() {}

    public int of(AttackClass attack) {
        return scores[attack.ordinal()];
    }

    /** Whether {@code attack}'s score reaches {@link #THRESHOLD}. */
    public boolean has(AttackClass attack) {
        return of(attack) >= THRESHOLD;
    }

    /** Whether any class reaches {@link #THRESHOLD}. */
    public boolean any() {
        for (int score : scores) {
            if (score >= THRESHOLD) {
                return true;
            }
        }
        return false;
    }

    void raise(AttackClass attack, int score) {
        scores[attack.ordinal()] = Math.max(of(attack), score);
    }
}
