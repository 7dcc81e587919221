// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import dev.sluice.model.Topics;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** That what is scaled is there, by figures that there are, and to no more threads than partitions. */
final class ScalingChecks {

    private static final Set<String> AS_MANY_AS_RAW =
            Set.of(Topics.RAW, Topics.PARSED, Topics.PARSER_STATE, Topics.LEDGER);
    private static final Pattern SERIES_IN_QUERY = Pattern.compile("[a-z_]+\\{[^}]*}");

    private final Deployment deployment;

    ScalingChecks(Deployment deployment) {
        this.deployment = deployment;
    }

    Optional<Manifest> target(Manifest scaler, String pointer) {
        String name = scaler.at(pointer).asString("");
        Optional<Manifest> target = deployment.find("Deployment", scaler.namespace(), name);
        deployment.require(target.isPresent(), scaler + " scales the Deployment '" + name + "', which nobody makes");
        target.ifPresent(workload -> deployment.require(
                !workload.at("/spec").has("replicas"), workload + " says its replicas, and so does " + scaler));
        return target;
    }

    void scaledObject(Manifest scaled) {
        Optional<Manifest> target = target(scaled, "/spec/scaleTargetRef/name");
        for (JsonNode trigger : scaled.at("/spec/triggers")) {
            JsonNode metadata = trigger.path("metadata");
            if (trigger.path("type").asString().equals("prometheus")) {
                Matcher series = SERIES_IN_QUERY.matcher(metadata.path("query").asString());
                boolean known = series.find() && CrossReferences.SERIES.contains(series.group()) && !series.find();
                deployment.require(
                        known,
                        scaled + " asks for " + metadata.path("query") + ", the services have "
                                + CrossReferences.SERIES);
            } else {
                CrossReferences.Group group = CrossReferences.GROUPS.get(
                        metadata.path("consumerGroup").asString());
                boolean known = group != null
                        && group.topic().equals(metadata.path("topic").asString());
                deployment.require(
                        known,
                        scaled + ": no service reads " + metadata.path("topic") + " as "
                                + metadata.path("consumerGroup"));
                if (known && target.isPresent()) {
                    notMoreThreadsThanPartitions(scaled, target.get(), group);
                }
            }
        }
    }

    private void notMoreThreadsThanPartitions(Manifest scaled, Manifest target, CrossReferences.Group group) {
        JsonNode container = target.containers().getLast();
        CrossReferences.Image image = CrossReferences.imageOf(container);
        String threads = image == null
                ? ""
                : CrossReferences.settings(image.service())
                        .valueOf(group.concurrency(), deployment.environment(target, container), "1");
        if (!threads.matches("\\d+")) {
            deployment.problem(scaled + ": " + target + " has no number of threads in " + group.concurrency());
            return;
        }
        int most =
                Integer.parseInt(threads) * scaled.at("/spec/maxReplicaCount").asInt();
        partitions()
                .forEach(partitions -> deployment.require(
                        most <= Integer.parseInt(partitions),
                        scaled + ": " + most + " threads for " + partitions + " partitions"));
    }

    /** Of {@code logs.raw}, by all that say it: one number, if they agree. */
    Set<String> partitions() {
        Set<String> said = new HashSet<>();
        for (Manifest manifest : deployment.manifests()) {
            if (manifest.is("ConfigMap") && manifest.at("/data").has("SLUICE_TOPICS_RAW_PARTITIONS")) {
                said.add(manifest.at("/data/SLUICE_TOPICS_RAW_PARTITIONS").asString());
            }
            if (manifest.is("KafkaTopic") && AS_MANY_AS_RAW.contains(manifest.name())) {
                said.add(manifest.at("/spec/partitions").asString());
            }
        }
        return said;
    }
}
