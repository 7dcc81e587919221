// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A compose file as a tree of maps, lists and values, with anchors and merge keys resolved.
 *
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/spec.md">The Compose Specification</a>
 */
record ComposeFile(Map<String, Object> root) {

    static ComposeFile read(Path file) throws IOException {
        return parse(Files.readString(file, UTF_8));
    }

    static ComposeFile parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new ComposeFile(map(new Yaml(new SafeConstructor(options)).load(text)));
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
}
