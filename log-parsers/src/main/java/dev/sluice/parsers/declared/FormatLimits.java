// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

/**
 * How large a declared format may get.
 *
 * @param maxPattern characters of an expression once its patterns are put in
 * @param maxCaptures fields of a format
 * @param maxRepeat the largest count in braces, as in {@code x{1,100}}
 * @param maxPairs pairs or columns of a line whose names are not declared; a line with more is not of the format
 */
public record FormatLimits(int maxPattern, int maxCaptures, int maxRepeat, int maxPairs) {

    /** 20,000 characters, 200 fields, 1,000 times, 256 pairs. */
    public static final FormatLimits DEFAULT = new FormatLimits(20_000, 200, 1_000, 256);

    public FormatLimits {
        requirePositive("maxPattern", maxPattern);
        requirePositive("maxCaptures", maxCaptures);
        requirePositive("maxRepeat", maxRepeat);
        requirePositive("maxPairs", maxPairs);
        if (maxRepeat > 1_000) {
            throw new IllegalArgumentException(
                    "maxRepeat must be at most 1000, which is the engine's own limit, was " + maxRepeat);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
