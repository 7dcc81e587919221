// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.model.DeadLetterReason;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** OTLP's values (common.proto: AnyValue, KeyValueList) as plain JSON. What is not of its kind makes the record unreadable. */
final class OtlpValues {

    /** As deep as the parser takes JSON, and far from what the stack holds. */
    private static final int DEEPEST = 64;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private OtlpValues() {}

    /** Gives each pair of a list of KeyValue that has a value. */
    static void forEach(JsonNode owner, String name, BiConsumer<String, JsonNode> consumer) {
        forEach(array(owner, name), 0, consumer);
    }

    /** An AnyValue; null if it has none of the kinds of value. */
    static JsonNode of(JsonNode any) {
        return value(any, 0);
    }

    /** A member that is an array; one without elements if it is not there. */
    static JsonNode array(JsonNode owner, String name) {
        JsonNode array = owner.path(name);
        if (array.isMissingNode() || array.isNull()) {
            return NODES.arrayNode();
        }
        if (!array.isArray()) {
            throw unreadable(name + " is not an array");
        }
        return array;
    }

    private static void forEach(JsonNode list, int depth, BiConsumer<String, JsonNode> consumer) {
        for (JsonNode pair : list) {
            if (!pair.isObject()) {
                throw unreadable("a key with its value is not an object");
            }
            JsonNode key = pair.path("key");
            if (!key.isMissingNode() && !key.isString()) {
                throw unreadable("a key is not a string");
            }
            JsonNode value = value(pair.path("value"), depth);
            if (value != null) {
                consumer.accept(key.asString(""), value);
            }
        }
    }

    private static JsonNode value(JsonNode any, int depth) {
        if (any.isMissingNode() || any.isNull()) {
            return null;
        }
        if (!any.isObject()) {
            throw unreadable("a value is not an object with one of stringValue, intValue and so on");
        }
        if (depth > DEEPEST) {
            throw unreadable("a value is nested deeper than " + DEEPEST);
        }
        for (String kind : new String[] {"stringValue", "bytesValue", "boolValue", "doubleValue", "intValue"}) {
            JsonNode scalar = any.path(kind);
            if (!scalar.isMissingNode() && !scalar.isNull()) {
                return scalar(kind, scalar);
            }
        }
        JsonNode elements = list(any, "arrayValue");
        if (elements != null) {
            ArrayNode values = NODES.arrayNode();
            for (JsonNode value : elements) {
                JsonNode plain = value(value, depth + 1);
                values.add(plain == null ? NODES.nullNode() : plain);
            }
            return values;
        }
        JsonNode pairs = list(any, "kvlistValue");
        if (pairs != null) {
            ObjectNode values = NODES.objectNode();
            forEach(pairs, depth + 1, (key, value) -> append(values, key, value));
            return values;
        }
        if (any.properties().stream().anyMatch(member -> !member.getValue().isNull())) {
            throw unreadable("a value is none of stringValue, intValue and so on");
        }
        return null;
    }

    /** What an {@code arrayValue} or {@code kvlistValue} holds; null if the value is of another kind. */
    private static JsonNode list(JsonNode any, String kind) {
        JsonNode list = any.path(kind);
        if (list.isMissingNode() || list.isNull()) {
            return null;
        }
        if (!list.isObject()) {
            throw unreadable("a " + kind + " is not an object");
        }
        return array(list, "values");
    }

    private static JsonNode scalar(String kind, JsonNode scalar) {
        boolean right = switch (kind) {
            case "boolValue" -> scalar.isBoolean();
            // NaN and the infinities are strings in protobuf's JSON form.
            case "doubleValue" -> scalar.isNumber() || scalar.isString();
            case "intValue" -> scalar.isIntegralNumber() || scalar.isString();
            default -> scalar.isString();
        };
        if (!right) {
            throw unreadable("a " + kind + " is of another kind");
        }
        return kind.equals("intValue") ? wholeNumber(scalar.asString()) : scalar;
    }

    /** In JSON a string, since numbers there are not exact so far. */
    private static JsonNode wholeNumber(String text) {
        try {
            return NODES.numberNode(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw unreadable("an intValue is not a whole number of 64 bits");
        }
    }

    /** Sets a member; what has a name that is there already becomes an array with both, so that neither is lost. */
    static void append(ObjectNode members, String name, JsonNode value) {
        JsonNode present = members.get(name);
        if (present == null) {
            members.set(name, value);
        } else if (present instanceof ArrayNode several) {
            several.add(value);
        } else {
            members.set(name, NODES.arrayNode().add(present).add(value));
        }
    }

    static UnreadableRecordException unreadable(String why) {
        return new UnreadableRecordException(DeadLetterReason.NOT_THE_FORMAT, why);
    }
}
