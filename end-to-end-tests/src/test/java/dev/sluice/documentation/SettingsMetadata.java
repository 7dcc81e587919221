// SPDX-License-Identifier: Apache-2.0
package dev.sluice.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Spring Boot's annotation processor has written down of a service's settings: their names, types, defaults and Javadoc. */
final class SettingsMetadata {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry(Duration.class.getName(), "time"),
            Map.entry(DataSize.class.getName(), "size"),
            Map.entry(Boolean.class.getName(), "`true`, `false`"),
            Map.entry(Integer.class.getName(), "number"),
            Map.entry(Long.class.getName(), "number"),
            Map.entry(Double.class.getName(), "number"),
            Map.entry(Short.class.getName(), "number"),
            Map.entry(String.class.getName(), "text"),
            Map.entry(Path.class.getName(), "path"),
            Map.entry(URI.class.getName(), "URL"),
            Map.entry(ZoneId.class.getName(), "time zone"));

    private final SortedMap<String, Setting> settings = new TreeMap<>();

    /** @param service package of the module: {@code ingest}, {@code parser}, {@code sink} or {@code detector}, or {@code settings} and {@code http}, which they share */
    SettingsMetadata(String service) throws IOException, ClassNotFoundException {
        for (URL metadata : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = metadata.openStream()) {
                for (JsonNode property : JSON.readTree(in).get("properties")) {
                    if (property.path("sourceType").asString().startsWith("dev.sluice." + service + '.')) {
                        add(property);
                    }
                }
            }
        }
        if (settings.isEmpty()) {
            throw new IllegalStateException("no configuration metadata of " + service + " on the class path");
        }
    }

    List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    private void add(JsonNode property) throws ClassNotFoundException {
        String name = property.get("name").asString();
        String type = property.get("type").asString();
        String meaning = meaning(property.path("description").asString());
        String otherwise = otherwise(property.path("defaultValue"));
        if (type.startsWith("java.util.Map<")) {
            add(name + ".*", values(type.substring(type.indexOf(',') + 1, type.length() - 1)), otherwise, meaning);
        } else if (type.startsWith("java.util.List<java.util.Map<")) {
            add(name + "[].*", "text", otherwise, meaning);
        } else if (type.startsWith("java.util.List<") || type.startsWith("java.util.Set<")) {
            addList(name, type.substring(type.indexOf('<') + 1, type.length() - 1), otherwise, meaning);
        } else {
            add(name, values(type), otherwise, meaning);
        }
    }

    private void addList(String name, String elements, String otherwise, String meaning) throws ClassNotFoundException {
        Class<?> type = Class.forName(elements);
        if (!type.isRecord()) {
            add(name + "[]", values(elements), otherwise, meaning);
            return;
        }
        for (var component : type.getRecordComponents()) {
            String part = DataObjectPropertyName.toDashedForm(component.getName());
            add(name + "[]." + part, values(component.getType().getName()), otherwise, part + ": " + meaning);
        }
    }

    private void add(String name, String values, String otherwise, String meaning) {
        settings.put(name, new Setting(name, values, otherwise, meaning));
    }

    private static String values(String type) throws ClassNotFoundException {
        String known = TYPES.get(type);
        if (known != null) {
            return known;
        }
        Class<?> choice = Class.forName(type);
        if (!choice.isEnum()) {
            throw new IllegalStateException("the page has no word for the type " + type);
        }
        return Stream.of(choice.getEnumConstants())
                .map(value -> '`' + value.toString().toLowerCase(Locale.ROOT).replace('_', '-') + '`')
                .collect(Collectors.joining(", "));
    }

    private static String otherwise(JsonNode value) {
        if (value.isArray()) {
            return Arrays.toString(
                            value.values().stream().map(JsonNode::asString).toArray())
                    .replaceAll("[\\[\\]]", "");
        }
        return value.isMissingNode() ? "" : value.asString();
    }

    private static String meaning(String javadoc) {
        return javadoc.replaceAll("\\{@code ([^}]*)}", "`$1`").replace("|", "\\|");
    }
}
