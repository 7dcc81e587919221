// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import dev.sluice.model.Topics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What no schema knows: that the parts of a deployment fit each other and the services in their images. */
public final class CrossReferences {

    /** Image → the service whose settings it takes, and the paths on which it answers to probes. {@code ITProbesAndMetrics} asks them. */
    public static final Map<String, Image> IMAGES = Map.of(
            "sluice/ingest-service",
            new Image("ingest", Set.of("/livez", "/readyz")),
            "sluice/parser-service",
            new Image("parser", Set.of("/actuator/health/liveness", "/actuator/health/readiness")),
            "sluice/detector-service",
            new Image("detector", Set.of("/actuator/health/liveness", "/actuator/health/readiness")),
            "sluice/sink-service",
            new Image("sink", Set.of("/actuator/health/liveness", "/actuator/health/readiness")),
            "sluice/console-service",
            new Image("console", Set.of("/actuator/health/liveness", "/actuator/health/readiness")),
            "sluice/tail-agent",
            new Image(null, Set.of("/health", "/ready")));

    /** What scaling asks Prometheus for: series that {@code ITProbesAndMetrics} finds in the services' own answers. */
    public static final Set<String> SERIES = Set.of(
            "sluice_age_seconds_max{stage=\"parser\"}",
            "sluice_age_oldest_seconds{stage=\"elasticsearch\"}",
            "sluice_age_oldest_seconds{stage=\"s3\"}");

    /** Consumer group → what it reads and how many threads a pod has for it. */
    static final Map<String, Group> GROUPS = Map.of(
            "sluice-parser", new Group(Topics.RAW, "sluice.parser.concurrency"),
            "sluice-detector-v2", new Group(Topics.PARSED, "sluice.detector.threads"),
            // Each instance has one of its own, which begins with this.
            "sluice-blocklist", new Group(Topics.ALERTS, ""),
            "sluice-sink-elasticsearch", new Group(Topics.PARSED, "sluice.sink.elasticsearch.consumer.concurrency"),
            "sluice-sink-s3", new Group(Topics.PARSED, "sluice.sink.s3.consumer.concurrency"));

    private static final Pattern PROVIDED = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");
    private static final Map<String, ServiceSettings> SETTINGS = new HashMap<>();

    private final Deployment deployment;
    private final WorkloadChecks workloads;
    private final NetworkChecks networks;
    private final ScalingChecks scaling;
    private final StoreChecks stores;

    /**
     * @param service whose settings it takes, or null
     * @param probes paths on which it answers to probes
     */
    public record Image(String service, Set<String> probes) {}

    record Group(String topic, String concurrency) {}

    private CrossReferences(Deployment deployment) {
        this.deployment = deployment;
        this.workloads = new WorkloadChecks(deployment);
        this.networks = new NetworkChecks(deployment);
        this.scaling = new ScalingChecks(deployment);
        this.stores = new StoreChecks(deployment);
    }

    /**
     * What does not fit.
     *
     * @param readme whose table lists the Secrets that must exist before
     */
    static List<String> problems(List<Manifest> manifests, String readme) {
        Set<String> provided = new HashSet<>();
        Matcher rows = PROVIDED.matcher(readme);
        while (rows.find()) {
            provided.add(rows.group(1));
        }
        Deployment deployment = new Deployment(manifests, provided);
        new CrossReferences(deployment).all();
        return deployment.problems();
    }

    /** Settings of {@code ingest}, {@code parser} or {@code sink}; they don't change, and looking for them takes a second. */
    static synchronized ServiceSettings settings(String service) {
        return SETTINGS.computeIfAbsent(service, ServiceSettings::new);
    }

    /** Null if it is none of ours. */
    static Image imageOf(JsonNode container) {
        return IMAGES.get(container.path("image").asString("").replaceFirst("[:@].*", ""));
    }

    private void all() {
        for (Manifest manifest : deployment.manifests()) {
            switch (manifest.kind()) {
                case "Service" -> networks.service(manifest);
                case "ServiceMonitor" -> networks.serviceMonitor(manifest);
                case "NetworkPolicy" -> networks.networkPolicy(manifest);
                case "PodDisruptionBudget" ->
                    deployment.require(
                            !deployment
                                    .podsOf(manifest, manifest.at("/spec/selector/matchLabels"))
                                    .isEmpty(),
                            manifest + " selects no pods");
                case "HorizontalPodAutoscaler" -> scaling.target(manifest, "/spec/scaleTargetRef/name");
                case "ScaledObject" -> scaling.scaledObject(manifest);
                case "KafkaTopic" -> stores.topic(manifest);
                case "KafkaUser" -> stores.kafkaUser(manifest);
                case "Elasticsearch" -> stores.elasticsearch(manifest);
                default -> {
                    if (manifest.isWorkload()) {
                        workloads.workload(manifest);
                    }
                }
            }
            boolean known = manifest.namespace().isEmpty()
                    || deployment.find("Namespace", "", manifest.namespace()).isPresent();
            deployment.require(known, manifest + " is in a namespace that nobody makes");
        }
        deployment.require(
                scaling.partitions().size() <= 1,
                "services and topics disagree on the partitions of logs.raw: " + scaling.partitions());
        deployment.require(
                deployment.manifests().stream()
                                .map(Manifest::toString)
                                .distinct()
                                .count()
                        == deployment.manifests().size(),
                "two manifests have the same kind and name");
    }
}
