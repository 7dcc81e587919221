// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.ReservedLabels;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.IpAddress;
import dev.sluice.parsers.json.EcsSchema;
import dev.sluice.parsers.yaml.YamlValue;
import java.util.Arrays;
import java.util.Set;

/**
 * A field that rules may give a value to.
 *
 * @param type of ECS, or {@code any} below {@code fields}
 */
record FieldTarget(FieldPath path, String type) {

    private static final String ANY = "any";
    private static final String LABELS = "labels";

    /** What the service says of the event, and nobody else. */
    private static final Set<String> OWN = Set.of(
            "@timestamp", "event.id", "event.kind", "event.dataset", "event.created", "event.ingested", "log.offset");

    private static final Set<String> OWN_GROUPS = Set.of("ecs", "data_stream", "sluice");

    /** Whether rules leave that field as it is. */
    static boolean isOwn(FieldPath path) {
        return OWN.contains(path.text())
                || OWN_GROUPS.stream().anyMatch(group -> path.text().equals(group) || path.isBelow(group));
    }

    /** Reads the path of a field that is to get a value. */
    static FieldTarget of(YamlValue place, String text) {
        FieldPath path = RuleValues.field(place, text);
        if (isOwn(path)) {
            throw place.problem("'" + text + "' is written by the service alone");
        }
        if (text.equals(LABELS)
                || path.isBelow(LABELS) && ReservedLabels.contains(text.substring(LABELS.length() + 1))) {
            throw place.problem("'" + text + "' would be taken for the service's own word: choose another label");
        }
        if (path.isBelow(LABELS)) {
            return new FieldTarget(path, "keyword");
        }
        if (path.isBelow("fields")) {
            return new FieldTarget(path, ANY);
        }
        String type = EcsSchema.typeOf(text).orElse(null);
        if (type == null) {
            throw place.problem(
                    "'" + text + "' is no field of ECS: write fields." + text + ", or labels.NAME for a short text");
        }
        return switch (type) {
            case "keyword", "text", "long", "float", "boolean", "ip" -> new FieldTarget(path, type);
            default -> throw place.problem("'" + text + "' holds no single text or number, but is of the type " + type);
        };
    }

    /** The value as JSON that fits the field, or null where it does not. */
    byte[] fit(byte[] value) {
        boolean isString = value[0] == '"';
        boolean isNested = value[0] == '{' || value[0] == '[';
        int from = isString ? 1 : 0;
        int to = isString ? value.length - 1 : value.length;
        if (value[0] == 'n') {
            return null;
        }
        return switch (type) {
            case "keyword", "text" -> isNested ? null : isString ? value : quoted(value);
            case "long" ->
                !isNested && to - from <= 18 && isInteger(value, from, to) ? Arrays.copyOfRange(value, from, to) : null;
            case "float" -> !isNested && !isString && value[0] != 't' && value[0] != 'f' ? value : null;
            case "boolean" -> value[0] == 't' || value[0] == 'f' ? value : null;
            case "ip" -> isString && IpAddress.of(value, from, to) != IpAddress.NONE ? value : null;
            default -> value;
        };
    }

    private static byte[] quoted(byte[] value) {
        return ('"' + new String(value, US_ASCII) + '"').getBytes(US_ASCII);
    }

    private static boolean isInteger(byte[] value, int from, int to) {
        int first = from < to && value[from] == '-' ? from + 1 : from;
        return ByteSearch.isDigits(value, first, to) && (value[first] != '0' || to - first == 1);
    }
}
