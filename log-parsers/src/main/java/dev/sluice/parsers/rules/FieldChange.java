// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of a field.
 *
 * @param field its dotted path
 * @param before its value as JSON; null where it was not there
 * @param after the same; null where it is gone
 */
public record FieldChange(String field, String before, String after) {

    /** The fields in which two events differ, by path; an array counts as one value. */
    static List<FieldChange> between(byte[] before, int beforeLength, byte[] after, int afterLength) {
        if (Arrays.equals(before, 0, beforeLength, after, 0, afterLength)) {
            return List.of();
        }
        Map<String, String> old = fields(before);
        Map<String, String> now = fields(after);
        TreeSet<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(now.keySet());
        List<FieldChange> changes = new ArrayList<>();
        for (String path : paths) {
            FieldChange change = new FieldChange(path, old.get(path), now.get(path));
            if (change.before == null || !change.before.equals(change.after)) {
                changes.add(change);
            }
        }
        return changes;
    }

    private static Map<String, String> fields(byte[] event) {
        Map<String, String> fields = new TreeMap<>();
        flatten("", event, 0, fields);
        return fields;
    }

    private static void flatten(String prefix, byte[] json, int objectFrom, Map<String, String> fields) {
        int at = objectFrom + 1;
        while (json[at] != '}') {
            if (json[at] == ',') {
                at++;
            }
            int nameEnd = JsonSpans.endOfString(json, at + 1);
            String path = prefix + new String(json, at + 1, nameEnd - at - 1, UTF_8);
            int valueFrom = nameEnd + 2;
            int valueEnd = JsonSpans.endOfValue(json, valueFrom);
            if (json[valueFrom] == '{' && json[valueFrom + 1] != '}') {
                flatten(path + '.', json, valueFrom, fields);
            } else {
                fields.put(path, new String(json, valueFrom, valueEnd - valueFrom, UTF_8));
            }
            at = valueEnd;
        }
    }
}
