// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The manifests of {@code k8s/} as they are; and each check, seen to fail on a manifest that is spoiled. */
class ManifestsTest {

    private static final Path K8S = Path.of("../k8s");
    private static final String README = Yaml.text(K8S.resolve("README.md"));

    @ParameterizedTest
    @ValueSource(strings = {"overlays/dev", "overlays/production", "tail-agent/daemonset", "tail-agent/sidecar"})
    void kubernetesAndTheServicesTakeThem(String folder) {
        List<Manifest> manifests = Kustomization.render(K8S.resolve(folder));

        assertThat(manifests).hasSizeGreaterThan(2);
        assertThat(manifests)
                .allSatisfy(manifest -> assertThat(StrictSchema.problems(manifest))
                        .as(manifest.toString())
                        .isEmpty());
        assertThat(CrossReferences.problems(manifests, README)).isEmpty();
    }

    /** Fields that are unknown, missing or of the wrong type, in Kubernetes' kinds and in operators'. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            production | Deployment   | parser       | {op: add, path: /spec/template/spec/containers/0/imagePullPolice, value: Always}     | imagePullPolice
            production | Deployment   | parser       | {op: remove, path: /spec/template/spec/containers/0/name}                            | name
            production | Deployment   | parser       | {op: replace, path: /spec/template/spec/containers/0/ports/0/containerPort, value: {}} | containerPort
            production | Deployment   | parser       | {op: replace, path: /spec/template/spec/containers, value: text}                     | containers
            production | Deployment   | sink-s3      | {op: add, path: /spec/template/spec/volumes/0/emptyDir/size, value: 1Gi}             | size
            production | Deployment   | sink-s3      | {op: replace, path: /spec/template/spec/containers/0/resources/limits/memory, value: much} | quantity
            production | Deployment   | ingest       | {op: remove, path: /spec/selector}                                                   | selector
            production | Service      | ingest       | {op: remove, path: /spec/ports/0/port}                                               | port
            production | Service      | ingest       | {op: add, path: /spec/selectors, value: {}}                                          | selectors
            production | NetworkPolicy | parser      | {op: add, path: /spec/ingress/0/form, value: []}                                     | form
            production | HorizontalPodAutoscaler | ingest | {op: remove, path: /spec/maxReplicas}                                           | maxReplicas
            production | PodDisruptionBudget | ingest | {op: add, path: /spec/maxUnavailabel, value: 1}                                     | maxUnavailabel
            production | ConfigMap    | ingest       | {op: replace, path: /apiVersion, value: v9}                                          | no schema for v9 ConfigMap
            production | ScaledObject | parser       | {op: add, path: /spec/maxReplicas, value: 3}                                         | maxReplicas
            production | ScaledObject | parser       | {op: remove, path: /spec/triggers/0/metadata/threshold}                              | threshold
            production | ScaledObject | sink-s3      | {op: replace, path: /spec/maxReplicaCount, value: "12"}                              | maxReplicaCount
            production | ServiceMonitor | parser     | {op: add, path: /spec/endpoints/0/intervall, value: 15s}                             | intervall
            production | ServiceMonitor | ingest     | {op: remove, path: /spec/selector}                                                   | selector
            dev        | Kafka        | sluice       | {op: add, path: /spec/kafka/listener, value: []}                                     | listener
            dev        | Kafka        | sluice       | {op: remove, path: /spec/kafka}                                                      | kafka
            dev        | Kafka        | sluice       | {op: replace, path: /spec/kafka/listeners/0/tls, value: maybe}                       | tls
            dev        | KafkaNodePool | brokers     | {op: remove, path: /spec/roles}                                                      | roles
            dev        | KafkaTopic   | logs.raw     | {op: replace, path: /spec/partitions, value: many}                                   | partitions
            dev        | Kafka        | sluice       | {op: replace, path: /apiVersion, value: kafka.strimzi.io/v1beta1}                    | no schema for kafka.strimzi.io/v1beta1 Kafka
            dev        | Kafka        | sluice       | {op: replace, path: /spec/kafka/listeners/0/authentication/type, value: scram}       | authentication
            dev        | Kafka        | sluice       | {op: add, path: /spec/kafka/listeners/0/networkPolicyPeer, value: []}                | networkPolicyPeer
            dev        | KafkaUser    | parser       | {op: replace, path: /spec/authorization/acls/0/operations, value: [Reed]}            | operations
            dev        | KafkaUser    | parser       | {op: remove, path: /metadata/labels/strimzi.io~1cluster}                             | strimzi.io/cluster
            dev        | Elasticsearch | sluice      | {op: add, path: /spec/auth/users, value: []}                                         | users
            dev        | Elasticsearch | sluice      | {op: add, path: /spec/nodeSets/0/replicas, value: 3}                                 | replicas
            dev        | Elasticsearch | sluice      | {op: remove, path: /spec/version}                                                    | version
            dev        | Kibana       | sluice       | {op: replace, path: /spec/count, value: one}                                         | count
            """)
    void aSpoiledFormIsSeen(String overlay, String kind, String name, String operation, String problem) {
        Manifest manifest = find(Kustomization.render(K8S.resolve("overlays").resolve(overlay)), kind, name);

        JsonPatch.apply(Yaml.read("[" + operation + "]"), manifest.tree());

        assertThat(String.join("\n", StrictSchema.problems(manifest))).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            overlays/production | Service    | ingest | {op: replace, path: /spec/selector/app.kubernetes.io~1name, value: other}             | selects no pods
            overlays/production | Service    | ingest | {op: replace, path: /spec/ports/0/targetPort, value: web}                             | goes to port 'web'
            overlays/production | ServiceMonitor | parser | {op: replace, path: /spec/endpoints/0/port, value: metrics}                       | asks port "metrics"
            overlays/production | ServiceMonitor | parser | {op: replace, path: /spec/selector/matchLabels, value: {a: b}}                    | selects no Service
            overlays/production | ServiceMonitor | ingest | {op: replace, path: /spec/endpoints/0/authorization/credentials/name, value: x}   | Secret 'x'
            overlays/production | Deployment | ingest | {op: replace, path: /spec/template/spec/containers/0/envFrom/0/configMapRef/name, value: x} | ConfigMap 'x'
            overlays/production | Deployment | ingest | {op: replace, path: /spec/template/spec/volumes/1/secret/secretName, value: x}        | Secret 'x'
            overlays/production | Deployment | sink-s3 | {op: replace, path: /spec/template/spec/containers/0/envFrom/2/secretRef/name, value: x} | Secret 'x'
            overlays/production | Deployment | parser | {op: replace, path: /spec/template/spec/containers/0/livenessProbe/httpGet/port, value: 9} | asks port '9'
            overlays/production | Deployment | ingest | {op: replace, path: /spec/template/spec/containers/0/readinessProbe/httpGet/path, value: /ready} | asks for '/ready'
            overlays/production | Deployment | parser | {op: replace, path: /spec/template/spec/serviceAccountName, value: x}                 | service account 'x'
            overlays/production | Deployment | parser | {op: remove, path: /spec/template/spec/automountServiceAccountToken}                  | mounts a service account's token
            overlays/production | Deployment | parser | {op: remove, path: /spec/template/spec/securityContext/seccompProfile}                | default seccomp profile
            overlays/production | Deployment | parser | {op: remove, path: /spec/template/spec/containers/0/securityContext/capabilities}     | is not restricted
            overlays/production | Deployment | parser | {op: remove, path: /spec/template/spec/containers/0/resources/limits}                 | a limit of memory
            overlays/production | Deployment | parser | {op: replace, path: /spec/template/spec/terminationGracePeriodSeconds, value: 30}     | is killed after 30 s
            overlays/production | Deployment | parser | {op: replace, path: /spec/template/spec/containers/0/volumeMounts/0/name, value: x}   | mounts [x]
            overlays/production | Deployment | parser | {op: replace, path: /spec/template/spec/containers/0/image, value: sluice/parser-service} | needs a tag
            overlays/production | Deployment | parser | {op: replace, path: /spec/selector/matchLabels, value: {a: b}}                        | its own pods don't have
            overlays/production | Deployment | parser | {op: replace, path: /spec/template/spec/topologySpreadConstraints/0/labelSelector/matchLabels, value: {a: b}} | not its own
            overlays/production | Deployment | parser | {op: add, path: /spec/replicas, value: 3}                                             | says its replicas
            overlays/production | Deployment | parser | {op: replace, path: /metadata/namespace, value: x}                                    | namespace that nobody makes
            overlays/production | Deployment | sink-s3 | {op: replace, path: /spec/template/spec/volumes/1/emptyDir/sizeLimit, value: 8Gi}    | a spool of 8GB in 8Gi
            overlays/production | ConfigMap  | ingest | {op: remove, path: /data/SPRING_SSL_BUNDLE_PEM_INGEST_RELOADONUPDATE}                 | RELOADONUPDATE is not true
            overlays/production | Deployment | ingest | {op: remove, path: /spec/template/spec/containers/0/livenessProbe/httpGet/scheme}     | asks by HTTP and not HTTPS
            overlays/production | Deployment | ingest | {op: replace, path: /spec/template/spec/volumes/2/secret/secretName, value: x}        | Secret 'x'
            overlays/production | ConfigMap  | parser | {op: add, path: /data/SLUICE_PARSER_CONCURENCY, value: "2"}                           | no setting for SLUICE_PARSER_CONCURENCY
            overlays/production | ConfigMap  | parser | {op: add, path: /data/SPRING_KAFKA_BOOTSTRAP_SERVER, value: "x"}                      | no setting for SPRING_KAFKA_BOOTSTRAP_SERVER
            overlays/production | ConfigMap  | parser | {op: replace, path: /data/SLUICE_PARSER_CONCURRENCY, value: two}                      | concurrency
            overlays/production | ConfigMap  | sink-s3 | {op: replace, path: /data/SLUICE_SINK_S3_BUCKET, value: A_B}                         | bucket
            overlays/production | ConfigMap  | parser | {op: replace, path: /data/SLUICE_TOPICS_RAW_PARTITIONS, value: "25"}                  | disagree on the partitions
            overlays/production | NetworkPolicy | parser | {op: replace, path: /spec/podSelector/matchLabels, value: {a: b}}                  | selects no pods
            overlays/production | NetworkPolicy | parser | {op: replace, path: /spec/ingress/0/ports/0/port, value: 8080}                     | opens port 8080
            overlays/production | Deployment | console | {op: replace, path: /spec/template/spec/containers/0/envFrom/1/secretRef/name, value: x} | Secret 'x'
            overlays/production | ConfigMap  | console | {op: add, path: /data/SLUICE_CONSOLE_LAKE_URL, value: "http://x"}                     | no setting for SLUICE_CONSOLE_LAKE_URL
            overlays/dev        | KafkaUser  | console | {op: replace, path: /spec/authorization/acls/11/resource/name, value: sluice-dlq}     | rights on the transactionalId 'sluice-dlq'
            overlays/production | PodDisruptionBudget | parser | {op: replace, path: /spec/selector/matchLabels, value: {a: b}}               | selects no pods
            overlays/production | HorizontalPodAutoscaler | ingest | {op: replace, path: /spec/scaleTargetRef/name, value: x}                 | Deployment 'x'
            overlays/production | ScaledObject | parser | {op: replace, path: /spec/scaleTargetRef/name, value: x}                            | Deployment 'x'
            overlays/production | ScaledObject | parser | {op: replace, path: /spec/triggers/0/metadata/query, value: "max(sluice_agee{stage=\\"parser\\"})"} | sluice_agee
            overlays/production | ScaledObject | parser | {op: replace, path: /spec/triggers/1/metadata/consumerGroup, value: x}              | no service reads
            overlays/production | ScaledObject | parser | {op: replace, path: /spec/maxReplicaCount, value: 13}                               | 26 threads for 24 partitions
            overlays/dev        | KafkaTopic | sluice.parser-state | {op: replace, path: /spec/partitions, value: 4}                          | disagree on the partitions
            overlays/dev        | KafkaTopic | logs.raw | {op: replace, path: /metadata/name, value: logs.row}                                | is no topic of Sluice
            overlays/dev        | KafkaUser  | parser | {op: replace, path: /spec/authorization/acls/0/resource/name, value: logs.row}        | rights on the topic 'logs.row'
            overlays/dev        | KafkaUser  | parser | {op: replace, path: /spec/authorization/acls/7/resource/name, value: sluice-parse}    | rights on the transactionalId 'sluice-parse'
            overlays/dev        | KafkaUser  | erase  | {op: replace, path: /spec/authorization/acls/6/resource/name, value: sluice-rewrite}  | rights on the group 'sluice-rewrite'
            overlays/dev        | Elasticsearch | sluice | {op: replace, path: /spec/auth/roles/0/secretName, value: x}                       | roles from the Secret 'x'
            overlays/dev        | Elasticsearch | sluice | {op: replace, path: /spec/auth/fileRealm/0/secretName, value: x}                   | Secret 'x'
            overlays/dev        | NetworkPolicy | kibana | {op: replace, path: /spec/podSelector/matchLabels, value: {a: b}}                  | selects no pods
            overlays/dev        | NetworkPolicy | elasticsearch | {op: replace, path: /spec/ingress/0/ports/0/port, value: 9201}              | opens port 9201
            overlays/dev        | Deployment | sink-s3 | {op: replace, path: /spec/template/spec/containers/0/envFrom/1/secretRef/name, value: x} | Secret 'x'
            overlays/dev        | Service    | parser | {op: replace, path: /metadata/name, value: ingest}                                    | same kind and name
            tail-agent/daemonset | ConfigMap | tail-agent | {op: replace, path: /data/tail-agent.yaml, value: "server: {uri: x}"}            | server.url is missing
            tail-agent/daemonset | DaemonSet | tail-agent | {op: replace, path: /spec/template/spec/containers/0/args/0, value: /etc/x}      | which nobody mounts
            """)
    void whatDoesNotFitIsSeen(String folder, String kind, String name, String operation, String problem) {
        List<Manifest> manifests = Kustomization.render(K8S.resolve(folder));

        JsonPatch.apply(
                Yaml.read("[" + operation + "]"), find(manifests, kind, name).tree());

        assertThat(String.join("\n", CrossReferences.problems(manifests, README)))
                .contains(problem);
    }

    /** Whatever the README tells people to put into Secrets and ConfigMaps. */
    @Test
    void theVariablesInTheReadmeAreThoseOfAService() {
        Matcher variables = Pattern.compile("`((?:SLUICE|SPRING|SERVER|MANAGEMENT)_[A-Z0-9_]+)`")
                .matcher(README);
        List<String> named = variables.results().map(found -> found.group(1)).toList();

        assertThat(named)
                .hasSizeGreaterThan(5)
                .allSatisfy(variable -> assertThat(Stream.of("ingest", "parser", "detector", "sink", "console")
                                .map(CrossReferences::settings))
                        .as(variable)
                        .anyMatch(settings -> settings.knows(variable)));
    }

    /** Where there is a kubectl, ours is held against it; on a CI machine there must be one. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/dev", "overlays/production", "tail-agent/daemonset", "tail-agent/sidecar"})
    void renderedAsKustomizeDoes(String folder) throws IOException, InterruptedException {
        boolean present = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, "kubectl")));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(present).as("there is a kubectl, which .ci/run installs").isTrue();
        }
        assumeTrue(present);
        Process kubectl = new ProcessBuilder(
                        "kubectl", "kustomize", K8S.resolve(folder).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String rendered = new String(kubectl.getInputStream().readAllBytes(), UTF_8);

        assertThat(kubectl.waitFor()).isZero();
        assertThat(byName(Kustomization.render(K8S.resolve(folder))))
                .isEqualTo(byName(
                        Yaml.readAll(rendered).stream().map(Manifest::new).toList()));
    }

    private static Map<String, JsonNode> byName(List<Manifest> manifests) {
        Map<String, JsonNode> result = new TreeMap<>();
        new ArrayList<>(manifests).forEach(manifest -> result.put(manifest.toString(), manifest.tree()));
        return result;
    }

    private static Manifest find(List<Manifest> manifests, String kind, String name) {
        return manifests.stream()
                .filter(manifest -> manifest.is(kind) && manifest.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
