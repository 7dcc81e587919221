// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service answered to Prometheus.
 *
 * @param series label names of each sample's name, of all its series together
 * @param families names in {@code # TYPE} lines
 */
record Scrape(Map<String, Set<String>> series, Set<String> families) {

    private static final Pattern SAMPLE = Pattern.compile("(?<name>[a-zA-Z_:][\\w:]*)(?:\\{(?<labels>.*)})? [^ ]+");
    private static final Pattern LABEL = Pattern.compile("(?<name>[a-zA-Z_]\\w*)=\"(?:[^\"\\\\]|\\\\.)*\",?");
    private static final String TYPE = "# TYPE ";

    static Scrape of(String text) {
        Map<String, Set<String>> series = new HashMap<>();
        Set<String> families = new HashSet<>();
        text.lines().forEach(line -> {
            if (line.startsWith(TYPE)) {
                families.add(line.substring(TYPE.length()).split(" ")[0]);
                return;
            }
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#") && sample.matches()) {
                Set<String> labels = series.computeIfAbsent(sample.group("name"), name -> new HashSet<>());
                if (sample.group("labels") != null) {
                    LABEL.matcher(sample.group("labels")).results().forEach(label -> labels.add(label.group(1)));
                }
            }
        });
        return new Scrape(series, families);
    }

    /** Both together. */
    Scrape and(Scrape other) {
        Map<String, Set<String>> both = new HashMap<>(series);
        other.series.forEach((name, labels) -> both.merge(name, labels, (ours, theirs) -> {
            Set<String> all = new HashSet<>(ours);
            all.addAll(theirs);
            return all;
        }));
        Set<String> allFamilies = new HashSet<>(families);
        allFamilies.addAll(other.families);
        return new Scrape(both, allFamilies);
    }
}
