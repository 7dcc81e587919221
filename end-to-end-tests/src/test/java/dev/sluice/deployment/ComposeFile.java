// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A compose file as a tree of maps, lists and values, with anchors and merge keys resolved.
 *
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/spec.md">The Compose Specification</a>
 */
record ComposeFile(Map<String, Object> root) {

    /** Lists that the file on top adds to; it replaces all others (13-merge.md of the specification). */
    private static final Set<String> APPENDED =
            Set.of("cap_add", "cap_drop", "devices", "dns", "expose", "ports", "security_opt", "tmpfs", "volumes");

    static ComposeFile read(Path file) throws IOException {
        return parse(Files.readString(file, UTF_8));
    }

    static ComposeFile parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new ComposeFile(map(new Yaml(new SafeConstructor(options)).load(text)));
    }

    /** This file with another one on top of it. */
    ComposeFile with(ComposeFile other) {
        return new ComposeFile(merge(root, other.root));
    }

    Map<String, Object> services() {
        return map(root.getOrDefault("services", Map.of()));
    }

    Map<String, Object> service(String name) {
        return map(services().get(name));
    }

    Map<String, Object> volumes() {
        return map(root.getOrDefault("volumes", Map.of()));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        if (!(value instanceof Map)) {
            throw new IllegalArgumentException("a map is wanted, not " + value);
        }
        return (Map<String, Object>) value;
    }

    /** A list as it is, nothing as an empty one. */
    static List<String> strings(Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List)) {
            throw new IllegalArgumentException("a list is wanted, not " + value);
        }
        return ((List<?>) value).stream().map(String::valueOf).toList();
    }

    private static Map<String, Object> merge(Map<String, Object> below, Map<String, Object> above) {
        Map<String, Object> merged = new LinkedHashMap<>(below);
        above.forEach((key, value) -> merged.merge(key, value, (old, newer) -> merge(key, old, newer)));
        return merged;
    }

    private static Object merge(String key, Object old, Object newer) {
        if (old instanceof Map && newer instanceof Map) {
            return merge(map(old), map(newer));
        }
        if (APPENDED.contains(key) && old instanceof List<?> first && newer instanceof List<?> second) {
            List<Object> both = new ArrayList<>(first);
            both.addAll(second);
            return both;
        }
        return newer;
    }
}
