// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.NearestName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The names of all settings of all services. A name is written as in the documentation; {@code []} stands for the index of a list and a last
 * {@code .*} for any keys of a map.
 */
final class SettingNames {

    private static final String NAMES = "dev/sluice/settings/names.txt";
    private static final String LIST = "[]";
    private static final String MAP = ".*";

    private final List<String> names;
    /** In the one form in which names are compared: without hyphens, in lower case. */
    private final Set<String> single = new HashSet<>();

    private final List<String> maps;
    private final Pattern variables;
    private final Set<String> sections;

    SettingNames(List<String> names) {
        this.names = List.copyOf(names);
        for (String name : names) {
            String uniform = uniform(name);
            single.add(uniform);
            if (uniform.endsWith(LIST)) {
                single.add(withoutEnd(uniform, LIST));
            }
        }
        maps = names.stream()
                .filter(name -> name.endsWith(MAP))
                .map(name -> withoutEnd(uniform(name), MAP))
                .toList();
        variables = Pattern.compile(names.stream()
                .flatMap(name -> Stream.of(variablePattern(name.replace("-", "")), variablePattern(name)))
                .distinct()
                .collect(Collectors.joining("|")));
        sections = names.stream().map(name -> name.split("\\.")[1]).collect(Collectors.toUnmodifiableSet());
    }

    /** Those that belong to this version: of all lists on the class path, since whoever adds a sink of their own brings the names of its settings. */
    static SettingNames ofThisVersion() {
        try {
            List<String> names = new ArrayList<>();
            for (URL list : Collections.list(SettingNames.class.getClassLoader().getResources(NAMES))) {
                names.addAll(read(list));
            }
            return new SettingNames(names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> read(URL list) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(list.openStream(), UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    /** The words that follow {@code sluice.}: {@code ingest}, {@code parser} and so on. */
    Set<String> sections() {
        return sections;
    }

    boolean contains(ConfigurationPropertyName name) {
        String asked = comparable(name);
        return single.contains(asked)
                || maps.stream().anyMatch(map -> asked.equals(map) || asked.startsWith(map + "."));
    }

    /** Whether settings lie below this name: a section that is left empty in a file is no mistake. */
    boolean isSection(ConfigurationPropertyName name) {
        String section = comparable(name);
        return single.stream().anyMatch(each -> each.startsWith(section + ".") || each.startsWith(section + LIST));
    }

    /**
     * Whether an environment variable is for a setting: {@code sluice.ingest.max-body} is {@code SLUICE_INGEST_MAXBODY}, and Spring takes
     * {@code SLUICE_INGEST_MAX_BODY} too.
     */
    boolean containsVariable(String variable) {
        return variables.matcher(variable).matches();
    }

    Optional<String> nearest(String wrong) {
        return NearestName.to(wrong, names).map(SettingNames::plain);
    }

    Optional<String> nearestVariable(String wrong) {
        return nearest(wrong).map(SettingNames::variable);
    }

    static String variable(String name) {
        return plain(name).replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static String plain(String name) {
        return name.replace(LIST, "").replace(MAP, "");
    }

    private static String uniform(String name) {
        return name.replace("-", "");
    }

    private static String withoutEnd(String text, String end) {
        return text.substring(0, text.length() - end.length());
    }

    private static String comparable(ConfigurationPropertyName name) {
        StringBuilder comparable = new StringBuilder();
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            if (name.isNumericIndex(i)) {
                comparable.append(LIST);
            } else {
                comparable.append(i == 0 ? "" : ".").append(name.getElement(i, Form.UNIFORM));
            }
        }
        return comparable.toString();
    }

    private static String variablePattern(String name) {
        StringBuilder pattern = new StringBuilder();
        for (String element : name.split("\\.")) {
            String word = element.replace(LIST, "").replace('-', '_').toUpperCase(Locale.ROOT);
            pattern.append(pattern.isEmpty() ? "" : "_").append(word.equals("*") ? ".+" : word);
            if (element.endsWith(LIST)) {
                pattern.append("(_[0-9]+)").append(name.endsWith(element) ? "?" : "");
            }
        }
        return pattern.toString();
    }
}
