// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The manifests of one deployment, and what was found wrong with them. */
final class Deployment {

    private final List<Manifest> manifests;
    private final Set<String> secrets;
    private final List<String> problems = new ArrayList<>();

    /** @param secrets that are there before */
    Deployment(List<Manifest> manifests, Set<String> secrets) {
        this.manifests = List.copyOf(manifests);
        this.secrets = Set.copyOf(secrets);
    }

    List<Manifest> manifests() {
        return manifests;
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    void problem(String problem) {
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    Map<String, String> environment(Manifest workload, JsonNode container) {
        Map<String, String> environment = new HashMap<>();
        for (JsonNode from : container.path("envFrom")) {
            if (from.has("configMapRef")) {
                configMap(workload, from.at("/configMapRef/name").asString(""))
                        .ifPresent(config -> environment.putAll(Manifest.strings(config.at("/data"))));
            }
            if (from.has("secretRef")) {
                secret(workload, from.at("/secretRef/name").asString(""));
            }
        }
        container
                .path("env")
                .forEach(variable -> environment.put(
                        variable.path("name").asString(), variable.path("value").asString("")));
        return environment;
    }

    Optional<Manifest> configMap(Manifest user, String name) {
        Optional<Manifest> found = find("ConfigMap", user.namespace(), name);
        require(found.isPresent(), user + " uses the ConfigMap '" + name + "', which nobody makes");
        return found;
    }

    void secret(Manifest user, String name) {
        require(secrets.contains(name), user + " uses the Secret '" + name + "', which README.md does not list");
    }

    /** The workloads of the same namespace whose pods have these labels; without labels, all. */
    List<Manifest> podsOf(Manifest selecting, JsonNode labels) {
        Map<String, String> wanted = Manifest.strings(labels);
        return manifests.stream()
                .filter(Manifest::isWorkload)
                .filter(workload -> workload.namespace().equals(selecting.namespace()))
                .filter(workload -> workload.podLabels().entrySet().containsAll(wanted.entrySet()))
                .toList();
    }

    /** Names and numbers. */
    static Set<String> portsOf(Manifest workload) {
        Set<String> ports = new HashSet<>();
        workload.containers().forEach(container -> ports.addAll(portsOf(container)));
        return ports;
    }

    static Set<String> portsOf(JsonNode container) {
        Set<String> ports = new HashSet<>();
        container.path("ports").forEach(port -> {
            ports.add(port.path("name").asString());
            ports.add(port.path("containerPort").asString());
        });
        return ports;
    }

    Optional<Manifest> find(String kind, String namespace, String name) {
        return manifests.stream()
                .filter(manifest -> manifest.is(kind)
                        && manifest.namespace().equals(namespace)
                        && manifest.name().equals(name))
                .findFirst();
    }

    void require(boolean right, String problem) {
        if (!right) {
            problem(problem);
        }
    }
}
