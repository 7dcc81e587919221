// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Names that were valid once, with what replaces them. An old name that ends in a dot stands for all names below it. */
final class RenamedNames {

    /** @param now empty if nothing replaces it */
    record Renamed(String old, String now) {

        private boolean isPrefix() {
            return old.endsWith(".");
        }

        private Optional<String> of(String name) {
            String asked = uniform(name);
            String known = uniform(old);
            if (!isPrefix()) {
                return asked.equals(known) ? Optional.of(now) : Optional.empty();
            }
            return asked.startsWith(known) ? Optional.of(now + asked.substring(known.length())) : Optional.empty();
        }
    }

    private final List<Renamed> all;

    RenamedNames(List<Renamed> all) {
        this.all = List.copyOf(all);
    }

    static RenamedNames settings() {
        return read("renamed.txt");
    }

    /** Of meters. */
    static RenamedNames metrics() {
        return read("renamed-metrics.txt");
    }

    List<Renamed> all() {
        return all;
    }

    /** What replaces a name; an empty text if nothing does; nothing if the name was never valid. */
    Optional<String> successor(String name) {
        return all.stream().flatMap(renamed -> renamed.of(name).stream()).findFirst();
    }

    /** The same for an environment variable, whose successor is one, too. */
    Optional<String> successorOfVariable(String variable) {
        for (Renamed renamed : all) {
            String old = SettingNames.variable(renamed.old());
            boolean same = renamed.isPrefix()
                    ? variable.startsWith(old)
                    : variable.replace("_", "").equals(old.replace("_", ""));
            if (same) {
                return Optional.of(SettingNames.variable(renamed.now())
                        + (renamed.isPrefix() ? variable.substring(old.length()) : ""));
            }
        }
        return Optional.empty();
    }

    /** Spring takes a name with and without hyphens. */
    private static String uniform(String name) {
        return name.replace("-", "");
    }

    private static RenamedNames read(String resource) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(RenamedNames.class.getResourceAsStream(resource), UTF_8))) {
            return new RenamedNames(lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split(" "))
                    .map(names -> new Renamed(names[0], names.length > 1 ? names[1] : ""))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
