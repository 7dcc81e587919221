// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * What rules that ask for {@code expand} mean by {@code %name%}: a map of names to a text or a list of texts, for the rules of its folder and of
 * those in it.
 */
public final class SigmaPlaceholders {

    /** The file in a folder of rules; it is no rule itself. */
    public static final String FILE = "placeholders.yml";

    private SigmaPlaceholders() {}

    /** @throws SigmaException if it is no such map */
    public static Map<String, List<String>> read(String yaml) {
        MappingNode root = SigmaReader.roots(yaml).getFirst();
        Map<String, List<String>> placeholders = new HashMap<>();
        for (Map.Entry<String, Node> field : SigmaReader.fields(root).entrySet()) {
            Node node = field.getValue();
            List<String> texts =
                    node instanceof ScalarNode scalar ? List.of(scalar.getValue()) : SigmaReader.texts(node);
            if (texts.isEmpty()) {
                throw new SigmaException(node, "a placeholder stands for a text or a list of texts");
            }
            placeholders.put(field.getKey(), texts);
        }
        return placeholders;
    }
}
