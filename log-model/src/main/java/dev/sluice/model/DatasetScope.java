// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which datasets lines may name themselves, where the token of their sender says so: those of a list, or so many. As text
 * {@code shop.access,shop.error} or {@code max=20}; no dataset has a comma or an equals sign in its name.
 *
 * @param names the only ones; empty where any may be named
 * @param most how many; where there is a list, its size
 */
public record DatasetScope(SortedSet<String> names, int most) {

    private static final String MOST = "max=";
    private static final String SEPARATOR = ",";

    public DatasetScope {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        if (most < 1) {
            throw new IllegalArgumentException("at least one dataset can be named, was " + most);
        }
    }

    /** Those and no others. */
    public static DatasetScope of(Set<String> names) {
        return new DatasetScope(new TreeSet<>(names), names.size());
    }

    /** The first {@code most} that are named. */
    public static DatasetScope first(int most) {
        return new DatasetScope(Collections.emptySortedSet(), most);
    }

    public boolean isList() {
        return !names.isEmpty();
    }

    /** @throws IllegalArgumentException if {@code text} was not written by {@link #toString} */
    public static DatasetScope parse(String text) {
        return text.startsWith(MOST)
                ? first(Integer.parseInt(text.substring(MOST.length())))
                : of(Set.copyOf(Arrays.asList(text.split(SEPARATOR))));
    }

    @Override
    public String toString() {
        return isList() ? String.join(SEPARATOR, names) : MOST + most;
    }
}
