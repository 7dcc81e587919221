// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.model.NamePattern;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Datasets whose lines are accepted and not kept, since the operator wants it so: names in which {@code *} stands for any characters. */
final class DroppedDatasets {

    static final DroppedDatasets NONE = new DroppedDatasets(Set.of());

    /** Fits lines for which no dataset is named, too. */
    private static final String ALL = "*";

    private static final Pattern VALID = Pattern.compile("[a-z0-9_.*]{1,100}");

    private final Set<NamePattern> patterns = new LinkedHashSet<>();

    /** @throws IllegalArgumentException if one could be no dataset */
    DroppedDatasets(Set<String> dropped) {
        for (String pattern : dropped) {
            if (!VALID.matcher(pattern).matches()) {
                throw new IllegalArgumentException("'" + pattern + "' must be 1 to 100 of a-z 0-9 _ . *");
            }
            patterns.add(new NamePattern(pattern));
        }
    }

    /**
     * The pattern that drops lines for a dataset; empty where they are kept.
     *
     * @param dataset null where none is named, so that the parser decides it
     */
    Optional<String> find(String dataset) {
        if (dataset == null) {
            return Optional.of(ALL).filter(all -> patterns.contains(new NamePattern(all)));
        }
        return patterns.stream()
                .filter(pattern -> pattern.matches(dataset))
                .map(NamePattern::text)
                .findFirst();
    }
}
