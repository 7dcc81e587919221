// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code add}, {@code replace} and {@code remove} of RFC 6902, in place. */
final class JsonPatch {

    private JsonPatch() {}

    /** @throws IllegalArgumentException if an operation is not one of the three, or its place does not exist */
    static void apply(JsonNode operations, JsonNode target) {
        operations.forEach(operation -> applyOne(operation, target));
    }

    private static void applyOne(JsonNode operation, JsonNode target) {
        String op = operation.path("op").asString();
        JsonPointer path = JsonPointer.compile(operation.path("path").asString());
        JsonNode parent = target.at(path.head());
        String last = path.last().getMatchingProperty();
        JsonNode value = operation.path("value");
        boolean exists = !target.at(path).isMissingNode();
        if (!op.equals("add") && !exists || parent.isMissingNode() || !op.equals("remove") && value.isMissingNode()) {
            throw new IllegalArgumentException("no place or no value for " + operation + " in " + target);
        }
        switch (op) {
            case "add" -> add(parent, last, value);
            case "replace" -> {
                remove(parent, last);
                add(parent, last, value);
            }
            case "remove" -> remove(parent, last);
            default -> throw new IllegalArgumentException("no operation of ours: " + operation);
        }
    }

    private static void add(JsonNode parent, String name, JsonNode value) {
        if (parent instanceof ArrayNode array) {
            array.insert(name.equals("-") ? array.size() : Integer.parseInt(name), value.deepCopy());
        } else {
            ((ObjectNode) parent).set(name, value.deepCopy());
        }
    }

    private static void remove(JsonNode parent, String name) {
        if (parent instanceof ArrayNode array) {
            array.remove(Integer.parseInt(name));
        } else {
            ((ObjectNode) parent).remove(name);
        }
    }
}
