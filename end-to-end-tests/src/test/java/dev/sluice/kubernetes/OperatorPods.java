// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pods that an operator makes of a manifest, as its documentation describes them.
 *
 * @param ports on which they listen
 */
record OperatorPods(Map<String, String> labels, Set<Integer> ports) {

    /** Of all resources of a namespace. */
    static List<OperatorPods> of(List<Manifest> manifests, String namespace) {
        List<OperatorPods> pods = new ArrayList<>();
        for (Manifest manifest : manifests) {
            if (!manifest.namespace().equals(namespace)) {
                continue;
            }
            switch (manifest.kind()) {
                case "Elasticsearch" ->
                    pods.add(new OperatorPods(
                            Map.of(
                                    "common.k8s.elastic.co/type",
                                    "elasticsearch",
                                    "elasticsearch.k8s.elastic.co/cluster-name",
                                    manifest.name()),
                            Set.of(9200, 9300)));
                case "Kibana" ->
                    pods.add(new OperatorPods(
                            Map.of(
                                    "common.k8s.elastic.co/type",
                                    "kibana",
                                    "kibana.k8s.elastic.co/name",
                                    manifest.name()),
                            Set.of(5601)));
                case "Kafka" ->
                    pods.add(new OperatorPods(
                            Map.of("strimzi.io/cluster", manifest.name(), "strimzi.io/kind", "Kafka"),
                            Set.of(9090, 9091, 9092, 9093)));
                default -> {
                    // Its pods are its own.
                }
            }
        }
        return pods;
    }

    boolean have(Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }
}
