// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The name that was probably meant by one that there is not. Two names are as far apart as it takes letters left out, put in or changed, or
 * neighbours swapped, to make one of the other (optimal string alignment); letter case and the marks {@code - _ .} don't count.
 */
public final class NearestName {

    private NearestName() {}

    /** @return the nearest of {@code names}, the first of several; empty if all are further away than a third of the letters of {@code wrong} */
    public static Optional<String> to(String wrong, Collection<String> names) {
        String letters = letters(wrong);
        int furthest = Math.max(1, letters.length() / 3);
        return names.stream()
                .map(name -> new Candidate(name, distance(letters, letters(name))))
                .filter(candidate -> candidate.distance() <= furthest)
                .min(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::name);
    }

    private record Candidate(String name, int distance) {}

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
    }

    private static int distance(String from, String to) {
        int[][] distances = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                distances[i][j] = i == 0 || j == 0 ? i + j : step(distances, from, i, to, j);
            }
        }
        return distances[from.length()][to.length()];
    }

    private static int step(int[][] distances, String from, int i, String to, int j) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(distances[i - 1][j - 1] + change, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, distances[i - 2][j - 2] + 1) : least;
    }
}
