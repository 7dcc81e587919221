// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Datasets whose lines are accepted and not kept, since the operator wants it so: names in which {@code *} stands for any characters. */
final class DroppedDatasets {

    static final DroppedDatasets NONE = new DroppedDatasets(Set.of());

    /** Fits lines for which no dataset is named, too. */
    private static final String ALL = "*";

    private static final Pattern VALID = Pattern.compile("[a-z0-9_.*]{1,100}");

    private final Map<String, Pattern> expressions = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if one could be no dataset */
    DroppedDatasets(Set<String> patterns) {
        for (String pattern : patterns) {
            if (!VALID.matcher(pattern).matches()) {
                throw new IllegalArgumentException("'" + pattern + "' must be 1 to 100 of a-z 0-9 _ . *");
            }
            expressions.put(
                    pattern,
                    Pattern.compile(Stream.of(pattern.split("\\*", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*"))));
        }
    }

    /**
     * The pattern that drops lines for a dataset; empty where they are kept.
     *
     * @param dataset null where none is named, so that the parser decides it
     */
    Optional<String> find(String dataset) {
        if (dataset == null) {
            return Optional.of(ALL).filter(expressions::containsKey);
        }
        return expressions.entrySet().stream()
                .filter(each -> each.getValue().matcher(dataset).matches())
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
