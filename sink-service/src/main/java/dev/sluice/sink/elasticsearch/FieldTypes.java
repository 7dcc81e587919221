// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fits mappings to a server that has not every field type. Types outside of Elasticsearch's core come with modules; a server without one gets the
 * nearest core type, with which everything works and takes more room.
 */
final class FieldTypes {

    private record Extra(String module, String instead) {}

    private static final Map<String, Extra> EXTRAS = Map.of(
            "match_only_text", new Extra("mapper-extras", "text"),
            "wildcard", new Extra("wildcard", "keyword"),
            "constant_keyword", new Extra("constant-keyword", "keyword"));

    private FieldTypes() {}

    /** Replaces types in {@code mapping}, at any depth, that {@code modules} do not bring. */
    static void fit(JsonNode mapping, Set<String> modules) {
        for (Map.Entry<String, JsonNode> property : mapping.path("properties").properties()) {
            ObjectNode field = (ObjectNode) property.getValue();
            Extra type = EXTRAS.get(field.path("type").asString(""));
            if (type != null && !modules.contains(type.module)) {
                field.put("type", type.instead);
            }
            fit(field, modules);
        }
    }
}
