// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import dev.sluice.model.Topics;
import dev.sluice.tail.config.ConfigException;
import dev.sluice.tail.config.ConfigReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;
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
    private static final Map<String, Group> GROUPS = Map.of(
            "sluice-parser", new Group(Topics.RAW, "sluice.parser.concurrency"),
            "sluice-detector-v1", new Group(Topics.PARSED, "sluice.detector.threads"),
            // Each instance has one of its own, which begins with this.
            "sluice-blocklist", new Group(Topics.ALERTS, ""),
            "sluice-sink-elasticsearch", new Group(Topics.PARSED, "sluice.sink.elasticsearch.consumer.concurrency"),
            "sluice-sink-s3", new Group(Topics.PARSED, "sluice.sink.s3.consumer.concurrency"));

    private static final Set<String> AS_MANY_AS_RAW = Set.of(Topics.RAW, Topics.PARSED, Topics.PARSER_STATE);
    private static final Pattern SERIES_IN_QUERY = Pattern.compile("[a-z_]+\\{[^}]*}");
    private static final Pattern PROVIDED = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");
    private static final Map<String, ServiceSettings> SETTINGS = new HashMap<>();

    private final List<Manifest> manifests;
    private final Set<String> provided;
    private final List<String> problems = new ArrayList<>();

    /**
     * @param service whose settings it takes, or null
     * @param probes paths on which it answers to probes
     */
    public record Image(String service, Set<String> probes) {}

    private record Group(String topic, String concurrency) {}

    private CrossReferences(List<Manifest> manifests, Set<String> provided) {
        this.manifests = manifests;
        this.provided = provided;
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
        CrossReferences check = new CrossReferences(manifests, provided);
        check.all();
        return check.problems;
    }

    /** Settings of {@code ingest}, {@code parser} or {@code sink}; they don't change, and looking for them takes a second. */
    static synchronized ServiceSettings settings(String service) {
        return SETTINGS.computeIfAbsent(service, ServiceSettings::new);
    }

    private void all() {
        for (Manifest manifest : manifests) {
            switch (manifest.kind()) {
                case "Service" -> service(manifest);
                case "ServiceMonitor" -> serviceMonitor(manifest);
                case "NetworkPolicy" -> networkPolicy(manifest);
                case "PodDisruptionBudget" ->
                    require(
                            !podsOf(manifest, manifest.at("/spec/selector/matchLabels"))
                                    .isEmpty(),
                            manifest + " selects no pods");
                case "HorizontalPodAutoscaler" -> target(manifest, "/spec/scaleTargetRef/name");
                case "ScaledObject" -> scaledObject(manifest);
                case "KafkaTopic" -> topic(manifest);
                case "KafkaUser" -> kafkaUser(manifest);
                case "Elasticsearch" -> elasticsearch(manifest);
                default -> {
                    if (manifest.isWorkload()) {
                        workload(manifest);
                    }
                }
            }
            boolean known = manifest.namespace().isEmpty()
                    || find("Namespace", "", manifest.namespace()).isPresent();
            require(known, manifest + " is in a namespace that nobody makes");
        }
        require(
                partitions().size() <= 1,
                "services and topics disagree on the partitions of logs.raw: " + partitions());
        require(
                manifests.stream().map(Manifest::toString).distinct().count() == manifests.size(),
                "two manifests have the same kind and name");
    }

    private void workload(Manifest workload) {
        Map<String, String> labels = workload.podLabels();
        Manifest.strings(workload.at("/spec/selector/matchLabels"))
                .forEach((name, value) -> require(
                        value.equals(labels.get(name)),
                        workload + " selects " + name + "=" + value + ", which its own pods don't have"));
        workload.at("/spec/template/spec/topologySpreadConstraints").forEach(spread -> {
            Map<String, String> spreads = Manifest.strings(spread.at("/labelSelector/matchLabels"));
            require(labels.entrySet().containsAll(spreads.entrySet()), workload + " spreads pods that are not its own");
        });
        JsonNode pod = workload.pod();
        String account = pod.path("serviceAccountName").asString("");
        require(
                account.isEmpty()
                        || find("ServiceAccount", workload.namespace(), account).isPresent(),
                workload + " runs as the service account '" + account + "', which nobody makes");
        require(
                pod.path("automountServiceAccountToken").isBoolean()
                        && !pod.path("automountServiceAccountToken").booleanValue(),
                workload + " mounts a service account's token");
        require(
                pod.at("/securityContext/runAsNonRoot").asBoolean(false)
                        && pod.at("/securityContext/seccompProfile/type")
                                .asString("")
                                .equals("RuntimeDefault"),
                workload + " must run as non-root with the default seccomp profile");
        volumes(workload);
        workload.containers().forEach(container -> container(workload, container));
    }

    private void volumes(Manifest workload) {
        Set<String> volumes = new HashSet<>();
        for (JsonNode volume : workload.pod().path("volumes")) {
            volumes.add(volume.path("name").asString());
            if (volume.has("configMap")) {
                configMap(workload, volume.at("/configMap/name").asString(""));
            }
            if (volume.has("secret")) {
                secret(workload, volume.at("/secret/secretName").asString(""));
            }
        }
        Set<String> mounted = new HashSet<>();
        for (JsonNode container : workload.containers()) {
            for (JsonNode mount : container.path("volumeMounts")) {
                mounted.add(mount.path("name").asString());
            }
        }
        require(volumes.equals(mounted), workload + " has the volumes " + volumes + " and mounts " + mounted);
    }

    private void container(Manifest workload, JsonNode container) {
        String where = workload + ", container " + container.path("name").asString();
        String name = container.path("image").asString("");
        int colon = name.indexOf(':');
        require(colon > 0 && !name.endsWith(":latest"), where + ": the image '" + name + "' needs a tag");
        JsonNode security = container.path("securityContext");
        require(
                !security.path("allowPrivilegeEscalation").asBoolean(true)
                        && security.path("readOnlyRootFilesystem").asBoolean(false)
                        && security.at("/capabilities/drop/0").asString("").equals("ALL"),
                where + " is not restricted");
        require(
                container.at("/resources/requests").has("cpu")
                        && container.at("/resources/requests").has("memory")
                        && container.at("/resources/limits").has("memory"),
                where + " needs requests, and a limit of memory");
        Image image = imageOf(container);
        if (image == null) {
            return;
        }
        probes(where, container, image);
        Map<String, String> environment = environment(workload, container);
        if (image.service() != null) {
            settings(where, workload, container, image.service(), environment);
        } else {
            agent(where, workload, container);
        }
    }

    /** Null if it is none of ours. */
    private static Image imageOf(JsonNode container) {
        return IMAGES.get(container.path("image").asString("").replaceFirst(":.*", ""));
    }

    private void probes(String where, JsonNode container, Image image) {
        Set<String> ports = portsOf(container);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            if (container.has(probe)) {
                String port = container.path(probe).at("/httpGet/port").asString("");
                String path = container.path(probe).at("/httpGet/path").asString("");
                require(
                        ports.contains(port),
                        where + ": its " + probe + " asks port '" + port + "', its ports are " + ports);
                require(
                        image.probes().contains(path),
                        where + ": its " + probe + " asks for '" + path + "', the service answers " + image.probes());
            }
        }
    }

    private void settings(
            String where, Manifest workload, JsonNode container, String service, Map<String, String> environment) {
        ServiceSettings settings = settings(service);
        environment.keySet().stream()
                .filter(variable -> !settings.knows(variable))
                .forEach(variable -> problems.add(where + ": " + service + "-service has no setting for " + variable));
        settings.problemsOf(environment).forEach(problem -> problems.add(where + ": " + problem));

        Duration phase = DurationStyle.detectAndParse(
                settings.valueOf("spring.lifecycle.timeout-per-shutdown-phase", environment, "30s"));
        long stop = phase.toSeconds()
                + container.at("/lifecycle/preStop/sleep/seconds").asInt(0);
        int grace = workload.pod().path("terminationGracePeriodSeconds").asInt(30);
        require(grace > stop, where + " is killed after " + grace + " s, and may take " + stop + " s to stop");

        for (JsonNode mount : container.path("volumeMounts")) {
            String spool = settings.valueOf("sluice.sink.s3.spool.directory", environment, "");
            if (mount.path("mountPath").asString().equals(spool)) {
                spool(where, workload, mount, settings.valueOf("sluice.sink.s3.spool.max", environment, "4GB"));
            }
        }
    }

    private void spool(String where, Manifest workload, JsonNode mount, String max) {
        for (JsonNode volume : workload.pod().path("volumes")) {
            if (volume.path("name").equals(mount.path("name"))) {
                String limit = volume.at("/emptyDir/sizeLimit").asString("0Gi");
                DataSize size = DataSize.parse(limit.replace("i", "B"));
                require(size.compareTo(DataSize.parse(max)) > 0, where + ": a spool of " + max + " in " + limit);
            }
        }
    }

    /** The agent's own reader is asked whether it takes its file. */
    private void agent(String where, Manifest workload, JsonNode container) {
        String file = container.at("/args/0").asString("");
        for (JsonNode mount : container.path("volumeMounts")) {
            if (!mount.path("mountPath").asString().equals(file)) {
                continue;
            }
            for (JsonNode volume : workload.pod().path("volumes")) {
                if (volume.path("name").equals(mount.path("name"))) {
                    find(
                                    "ConfigMap",
                                    workload.namespace(),
                                    volume.at("/configMap/name").asString(""))
                            .ifPresent(config -> agentConfig(
                                    where,
                                    config.at("/data")
                                            .path(mount.path("subPath").asString())
                                            .asString("")));
                }
            }
            return;
        }
        require(file.isEmpty(), where + " reads " + file + ", which nobody mounts");
    }

    private void agentConfig(String where, String text) {
        try {
            Path file = Files.createTempFile("tail-agent", ".yaml");
            try {
                Files.writeString(file, text);
                new ConfigReader(Map.of("NODE_NAME", "node-1", "POD_NAME", "shop-0")).read(file);
            } finally {
                Files.delete(file);
            }
        } catch (ConfigException e) {
            problems.add(where + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment(Manifest workload, JsonNode container) {
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

    private Optional<Manifest> configMap(Manifest user, String name) {
        Optional<Manifest> found = find("ConfigMap", user.namespace(), name);
        require(found.isPresent(), user + " uses the ConfigMap '" + name + "', which nobody makes");
        return found;
    }

    private void secret(Manifest user, String name) {
        require(provided.contains(name), user + " uses the Secret '" + name + "', which README.md does not list");
    }

    private void service(Manifest service) {
        List<Manifest> pods = podsOf(service, service.at("/spec/selector"));
        require(!pods.isEmpty(), service + " selects no pods");
        for (Manifest workload : pods) {
            Set<String> ports = portsOf(workload);
            service.at("/spec/ports").forEach(port -> {
                String target = port.path("targetPort").asString();
                require(ports.contains(target), service + " goes to port '" + target + "', the pods' are " + ports);
            });
        }
    }

    private void serviceMonitor(Manifest monitor) {
        Map<String, String> wanted = Manifest.strings(monitor.at("/spec/selector/matchLabels"));
        List<Manifest> services = manifests.stream()
                .filter(service -> service.is("Service") && service.namespace().equals(monitor.namespace()))
                .filter(service -> service.labels().entrySet().containsAll(wanted.entrySet()))
                .toList();
        require(!services.isEmpty(), monitor + " selects no Service");
        for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
            for (Manifest service : services) {
                boolean named = Stream.of(service.at("/spec/ports"))
                        .flatMap(ports -> ports.valueStream())
                        .anyMatch(port -> port.path("name").equals(endpoint.path("port")));
                require(
                        named,
                        monitor + " asks port " + endpoint.path("port") + ", which " + service + " does not have");
            }
            String secret = endpoint.at("/authorization/credentials/name").asString("");
            if (!secret.isEmpty()) {
                secret(monitor, secret);
            }
        }
    }

    private void networkPolicy(Manifest policy) {
        JsonNode labels = policy.at("/spec/podSelector/matchLabels");
        List<Manifest> pods = podsOf(policy, labels);
        List<OperatorPods> operated = OperatorPods.of(manifests, policy.namespace()).stream()
                .filter(each -> each.have(Manifest.strings(labels)))
                .toList();
        require(!pods.isEmpty() || !operated.isEmpty(), policy + " selects no pods");
        if (!labels.isMissingNode()) {
            operated.forEach(each -> policy.at("/spec/ingress")
                    .forEach(rule -> rule.path("ports").forEach(port -> {
                        int number = port.path("port").asInt();
                        require(
                                each.ports().contains(number),
                                policy + " opens port " + number + ", the pods' are " + each.ports());
                    })));
        }
        for (Manifest workload : labels.isMissingNode() ? List.<Manifest>of() : pods) {
            Set<String> ports = portsOf(workload);
            policy.at("/spec/ingress")
                    .forEach(rule -> rule.path("ports").forEach(port -> {
                        String number = port.path("port").asString();
                        require(ports.contains(number), policy + " opens port " + number + ", the pods' are " + ports);
                    }));
        }
    }

    private Optional<Manifest> target(Manifest scaler, String pointer) {
        String name = scaler.at(pointer).asString("");
        Optional<Manifest> target = find("Deployment", scaler.namespace(), name);
        require(target.isPresent(), scaler + " scales the Deployment '" + name + "', which nobody makes");
        target.ifPresent(deployment -> require(
                !deployment.at("/spec").has("replicas"), deployment + " says its replicas, and so does " + scaler));
        return target;
    }

    private void scaledObject(Manifest scaled) {
        Optional<Manifest> target = target(scaled, "/spec/scaleTargetRef/name");
        for (JsonNode trigger : scaled.at("/spec/triggers")) {
            JsonNode metadata = trigger.path("metadata");
            if (trigger.path("type").asString().equals("prometheus")) {
                Matcher series = SERIES_IN_QUERY.matcher(metadata.path("query").asString());
                boolean known = series.find() && SERIES.contains(series.group()) && !series.find();
                require(known, scaled + " asks for " + metadata.path("query") + ", the services have " + SERIES);
            } else {
                Group group = GROUPS.get(metadata.path("consumerGroup").asString());
                boolean known = group != null
                        && group.topic().equals(metadata.path("topic").asString());
                require(
                        known,
                        scaled + ": no service reads " + metadata.path("topic") + " as "
                                + metadata.path("consumerGroup"));
                if (known && target.isPresent()) {
                    notMoreThreadsThanPartitions(scaled, target.get(), group);
                }
            }
        }
    }

    private void notMoreThreadsThanPartitions(Manifest scaled, Manifest target, Group group) {
        JsonNode container = target.containers().getLast();
        Image image = imageOf(container);
        String threads = image == null
                ? ""
                : settings(image.service()).valueOf(group.concurrency(), environment(target, container), "1");
        if (!threads.matches("\\d+")) {
            problems.add(scaled + ": " + target + " has no number of threads in " + group.concurrency());
            return;
        }
        int most =
                Integer.parseInt(threads) * scaled.at("/spec/maxReplicaCount").asInt();
        partitions()
                .forEach(partitions -> require(
                        most <= Integer.parseInt(partitions),
                        scaled + ": " + most + " threads for " + partitions + " partitions"));
    }

    private void topic(Manifest topic) {
        require(
                Set.of(
                                Topics.RAW,
                                Topics.PARSED,
                                Topics.PARSER_STATE,
                                Topics.RAW_DEAD_LETTERS,
                                Topics.ALERTS,
                                Topics.DETECTOR_SIGNALS,
                                Topics.ELASTICSEARCH_DEAD_LETTERS,
                                Topics.S3_DEAD_LETTERS,
                                Topics.DEAD_LETTER_RESOLUTIONS)
                        .contains(topic.name()),
                topic + " is no topic of Sluice");
    }

    /** What a service is allowed on Kafka must exist: a right on a misspelt name would be missed at run time only. */
    private void kafkaUser(Manifest user) {
        for (JsonNode rule : user.at("/spec/authorization/acls")) {
            String type = rule.at("/resource/type").asString("");
            String name = rule.at("/resource/name").asString("");
            boolean known = switch (type) {
                // Kafka Streams makes topics under the name of its group.
                case "topic" ->
                    find("KafkaTopic", user.namespace(), name).isPresent()
                            || rule.at("/resource/patternType").asString("").equals("prefix")
                                    && GROUPS.containsKey(name);
                default -> GROUPS.containsKey(name);
            };
            require(known, user + " has rights on the " + type + " '" + name + "', which there is not");
        }
    }

    private void elasticsearch(Manifest elasticsearch) {
        for (JsonNode role : elasticsearch.at("/spec/auth/roles")) {
            String name = role.path("secretName").asString("");
            require(
                    find("Secret", elasticsearch.namespace(), name).isPresent(),
                    elasticsearch + " takes roles from the Secret '" + name + "', which nobody makes");
        }
        for (JsonNode users : elasticsearch.at("/spec/auth/fileRealm")) {
            secret(elasticsearch, users.path("secretName").asString(""));
        }
    }

    /** Of {@code logs.raw}, by all that say it: one number, if they agree. */
    private Set<String> partitions() {
        Set<String> said = new HashSet<>();
        for (Manifest manifest : manifests) {
            if (manifest.is("ConfigMap") && manifest.at("/data").has("SLUICE_TOPICS_RAW_PARTITIONS")) {
                said.add(manifest.at("/data/SLUICE_TOPICS_RAW_PARTITIONS").asString());
            }
            if (manifest.is("KafkaTopic") && AS_MANY_AS_RAW.contains(manifest.name())) {
                said.add(manifest.at("/spec/partitions").asString());
            }
        }
        return said;
    }

    /** The workloads of the same namespace whose pods have these labels; without labels, all. */
    private List<Manifest> podsOf(Manifest selecting, JsonNode labels) {
        Map<String, String> wanted = Manifest.strings(labels);
        return manifests.stream()
                .filter(Manifest::isWorkload)
                .filter(workload -> workload.namespace().equals(selecting.namespace()))
                .filter(workload -> workload.podLabels().entrySet().containsAll(wanted.entrySet()))
                .toList();
    }

    /** Names and numbers. */
    private static Set<String> portsOf(Manifest workload) {
        Set<String> ports = new HashSet<>();
        workload.containers().forEach(container -> ports.addAll(portsOf(container)));
        return ports;
    }

    private static Set<String> portsOf(JsonNode container) {
        Set<String> ports = new HashSet<>();
        container.path("ports").forEach(port -> {
            ports.add(port.path("name").asString());
            ports.add(port.path("containerPort").asString());
        });
        return ports;
    }

    private Optional<Manifest> find(String kind, String namespace, String name) {
        return manifests.stream()
                .filter(manifest -> manifest.is(kind)
                        && manifest.namespace().equals(namespace)
                        && manifest.name().equals(name))
                .findFirst();
    }

    private void require(boolean right, String problem) {
        if (!right && !problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
