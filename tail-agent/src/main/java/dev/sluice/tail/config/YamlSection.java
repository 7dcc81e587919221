// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import dev.sluice.model.NearestName;
import dev.sluice.model.ServiceLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of the file. It knows the line of each of its settings, lets environment variables fill or replace them, and rejects settings
 * that nobody asked for. {@code ${NAME}} and {@code ${NAME:-default}} in a value are replaced from the environment.
 */
final class YamlSection {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> settings = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final TreeSet<String> asked = new TreeSet<>();
    private final TreeSet<String> sections = new TreeSet<>();
    private final Map<String, String> environment;
    /** Prefix of the environment variables that replace settings of this section, or null where a section can be there more than once. */
    private final String variablePrefix;

    YamlSection(String file, String path, Node node, Map<String, String> environment, String variablePrefix) {
        this.file = file;
        this.path = path;
        this.environment = environment;
        this.variablePrefix = variablePrefix;
        this.line = node == null ? 1 : lineOf(node);
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                add(tuple);
            }
        } else if (node != null && !isNull(node)) {
            throw at(line, path, "must be a mapping of settings");
        }
    }

    private void add(NodeTuple tuple) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            throw at(lineOf(tuple.getKeyNode()), path, "has a setting whose name is not plain text");
        }
        if (settings.put(key.getValue(), tuple.getValueNode()) != null) {
            throw at(lineOf(key), nameOf(key.getValue()), "is there twice; remove one of them");
        }
        lines.put(key.getValue(), lineOf(key));
    }

    /** The settings below {@code key}; empty ones where it is missing. */
    YamlSection section(String key) {
        asked.add(key);
        sections.add(key);
        String prefix = variablePrefix == null ? null : variablePrefix + variable(key) + "_";
        return new YamlSection(file, nameOf(key), settings.get(key), environment, prefix);
    }

    /** The sections listed below {@code key}. */
    List<YamlSection> sections(String key) {
        asked.add(key);
        List<YamlSection> sections = new ArrayList<>();
        for (Node node : items(key)) {
            sections.add(new YamlSection(file, nameOf(key) + "[" + sections.size() + "]", node, environment, null));
        }
        return sections;
    }

    /** The texts listed below {@code key}; a single text is a list of one. */
    List<String> texts(String key) {
        asked.add(key);
        List<String> texts = new ArrayList<>();
        for (Node node : items(key)) {
            texts.add(scalar(key, node));
        }
        return texts;
    }

    /** The names and texts below {@code key}. */
    Map<String, String> textMap(String key) {
        YamlSection section = section(key);
        Map<String, String> texts = new LinkedHashMap<>();
        section.settings.forEach((name, node) -> {
            section.asked.add(name);
            texts.put(name, section.scalar(name, node));
        });
        return texts;
    }

    /** The text of {@code key}, or {@code otherwise} (which may be null) where it is missing or empty. */
    String text(String key, String otherwise) {
        asked.add(key);
        String replaced = variablePrefix == null ? null : environment.get(variablePrefix + variable(key));
        if (replaced != null) {
            return replaced.isEmpty() ? otherwise : replaced;
        }
        Node node = settings.get(key);
        if (node == null || isNull(node)) {
            return otherwise;
        }
        String text = scalar(key, node);
        return text.isEmpty() ? otherwise : text;
    }

    /** The text of {@code key} as {@code parse} understands it, which explains what is wrong by an {@link IllegalArgumentException}. */
    <T> T value(String key, String otherwise, Function<String, T> parse) {
        String text = text(key, otherwise);
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw error(key, e.getMessage() + ", was '" + text + "'");
        }
    }

    Duration duration(String key, String otherwise, Duration least) {
        Duration value = value(key, otherwise, Durations::parse);
        if (value.compareTo(least) < 0) {
            throw error(key, "must be at least " + least.toMillis() + "ms, was " + value.toMillis() + "ms");
        }
        return value;
    }

    long bytes(String key, String otherwise, long least, long most) {
        long value = value(key, otherwise, ByteSize::parse);
        if (value < least || value > most) {
            throw error(key, "must be " + least + " to " + most + " bytes, was " + value);
        }
        return value;
    }

    int number(String key, int otherwise, int least, int most) {
        return value(key, Integer.toString(otherwise), text -> {
            String expected = "must be a whole number from " + least + " to " + most;
            try {
                int value = Integer.parseInt(text.strip());
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(expected, e);
            }
            throw new IllegalArgumentException(expected);
        });
    }

    /** Complains about settings that nobody asked for: a typing error must not pass for a default. */
    void rejectUnknown() {
        for (String key : settings.keySet()) {
            if (!asked.contains(key)) {
                throw error(key, "is not known; " + meant(key, asked) + "known here are " + String.join(", ", asked));
            }
        }
        if (variablePrefix != null) {
            environment.forEach(this::rejectUnknown);
        }
    }

    private void rejectUnknown(String name, String value) {
        if (!name.startsWith(variablePrefix) || ServiceLink.is(name, value)) {
            return;
        }
        String rest = name.substring(variablePrefix.length());
        boolean ofSection = sections.stream().anyMatch(key -> rest.startsWith(variable(key) + "_"));
        List<String> variables = asked.stream()
                .filter(key -> !sections.contains(key))
                .map(YamlSection::variable)
                .toList();
        if (!ofSection && !variables.contains(rest)) {
            List<String> known =
                    asked.stream().map(key -> variablePrefix + variable(key)).toList();
            throw new ConfigException("the environment variable " + name + " is not known; " + meant(name, known)
                    + "known here are " + String.join(", ", known));
        }
    }

    private static String meant(String wrong, Collection<String> known) {
        return NearestName.to(wrong, known)
                .map(name -> "did you mean " + name + "? ")
                .orElse("");
    }

    ConfigException error(String key, String problem) {
        return at(lines.getOrDefault(key, line), nameOf(key), problem);
    }

    private ConfigException at(int where, String setting, String problem) {
        return new ConfigException(file + ":" + where + ": " + setting + " " + problem);
    }

    private List<Node> items(String key) {
        Node node = settings.get(key);
        if (node == null || isNull(node)) {
            return List.of();
        }
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
    }

    private String scalar(String key, Node node) {
        if (!(node instanceof ScalarNode text)) {
            throw at(lineOf(node), nameOf(key), "must be plain text");
        }
        Matcher matcher = VARIABLE.matcher(text.getValue());
        StringBuilder replaced = new StringBuilder();
        while (matcher.find()) {
            String value = environment.getOrDefault(matcher.group(1), matcher.group(2));
            if (value == null) {
                throw at(
                        lineOf(node),
                        nameOf(key),
                        "needs the environment variable " + matcher.group(1) + "; set it, or write ${"
                                + matcher.group(1) + ":-default}");
            }
            matcher.appendReplacement(replaced, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(replaced).toString();
    }

    private String nameOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String variable(String key) {
        return key.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
