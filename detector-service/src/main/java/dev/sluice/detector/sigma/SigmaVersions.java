// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import dev.sluice.operations.rules.RulesVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Versions of rules: the date that a rule names, and the start of a digest of what it says, {@code 2026-11-02-3fa9c0de}. So a rule that was changed
 * has another version, whether its author thought of the date or not, and one that stayed has the same, whatever was changed beside it.
 */
public final class SigmaVersions {

    private SigmaVersions() {}

    /** Of one document of a file, with what it asks the file of placeholders for. */
    public static String of(MappingNode root, String yaml, Map<String, List<String>> placeholders) {
        Map<String, Node> fields = SigmaReader.fields(root);
        String date = SigmaReader.text(fields, "modified", SigmaReader.text(fields, "date", "1"));
        int start = yaml.offsetByCodePoints(0, root.getStartMark().getIndex());
        int end = yaml.offsetByCodePoints(
                start, root.getEndMark().getIndex() - root.getStartMark().getIndex());
        String text = yaml.substring(start, end).strip();
        List<String> parts = new ArrayList<>(List.of(text));
        if (text.contains("expand")) {
            parts.add(new TreeMap<>(placeholders).toString());
        }
        return date.replaceAll("[|\\s]", "-") + '-' + RulesVersion.digest(parts);
    }

    /** Of a rule over others: changes with each of these. */
    public static String over(String version, List<String> others) {
        List<String> parts = new ArrayList<>(List.of(version));
        parts.addAll(others);
        return version.substring(0, version.lastIndexOf('-') + 1) + RulesVersion.digest(parts);
    }
}
