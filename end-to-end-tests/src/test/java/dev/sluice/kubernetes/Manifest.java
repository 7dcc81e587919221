// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** One object of Kubernetes. */
record Manifest(JsonNode tree) {

    private static final Set<String> WORKLOADS = Set.of("Deployment", "DaemonSet", "StatefulSet");

    String apiVersion() {
        return tree.path("apiVersion").asString();
    }

    String kind() {
        return tree.path("kind").asString();
    }

    String name() {
        return tree.at("/metadata/name").asString();
    }

    String namespace() {
        return tree.at("/metadata/namespace").asString();
    }

    Map<String, String> labels() {
        return strings(tree.at("/metadata/labels"));
    }

    JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    boolean is(String kind) {
        return kind().equals(kind);
    }

    boolean isWorkload() {
        return WORKLOADS.contains(kind());
    }

    /** Of a workload: its pods' specification. */
    JsonNode pod() {
        return tree.at("/spec/template/spec");
    }

    Map<String, String> podLabels() {
        return strings(tree.at("/spec/template/metadata/labels"));
    }

    /** Of a workload: all containers, those that run first too. */
    List<JsonNode> containers() {
        List<JsonNode> all = new ArrayList<>();
        Stream.of("initContainers", "containers")
                .forEach(kind -> pod().path(kind).forEach(all::add));
        return all;
    }

    Manifest copy() {
        return new Manifest(tree.deepCopy());
    }

    @Override
    public String toString() {
        return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }

    static Map<String, String> strings(JsonNode object) {
        Map<String, String> result = new HashMap<>();
        object.properties()
                .forEach(entry -> result.put(entry.getKey(), entry.getValue().asString()));
        return result;
    }
}
