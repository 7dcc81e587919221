// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import dev.sluice.tail.config.AgentConfig;
import dev.sluice.tail.config.ConfigException;
import dev.sluice.tail.config.ConfigReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** That pods are restricted, have what they mount, and that the services in them take their settings. */
final class WorkloadChecks {

    private final Deployment deployment;

    WorkloadChecks(Deployment deployment) {
        this.deployment = deployment;
    }

    void workload(Manifest workload) {
        Map<String, String> labels = workload.podLabels();
        Manifest.strings(workload.at("/spec/selector/matchLabels"))
                .forEach((name, value) -> deployment.require(
                        value.equals(labels.get(name)),
                        workload + " selects " + name + "=" + value + ", which its own pods don't have"));
        workload.at("/spec/template/spec/topologySpreadConstraints").forEach(spread -> {
            Map<String, String> spreads = Manifest.strings(spread.at("/labelSelector/matchLabels"));
            deployment.require(
                    labels.entrySet().containsAll(spreads.entrySet()), workload + " spreads pods that are not its own");
        });
        JsonNode pod = workload.pod();
        String account = pod.path("serviceAccountName").asString("");
        deployment.require(
                account.isEmpty()
                        || deployment
                                .find("ServiceAccount", workload.namespace(), account)
                                .isPresent(),
                workload + " runs as the service account '" + account + "', which nobody makes");
        deployment.require(
                pod.path("automountServiceAccountToken").isBoolean()
                        && !pod.path("automountServiceAccountToken").booleanValue(),
                workload + " mounts a service account's token");
        deployment.require(
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
                deployment.configMap(workload, volume.at("/configMap/name").asString(""));
            }
            if (volume.has("secret")) {
                deployment.secret(workload, volume.at("/secret/secretName").asString(""));
            }
        }
        Set<String> mounted = new HashSet<>();
        for (JsonNode container : workload.containers()) {
            for (JsonNode mount : container.path("volumeMounts")) {
                mounted.add(mount.path("name").asString());
            }
        }
        deployment.require(
                volumes.equals(mounted), workload + " has the volumes " + volumes + " and mounts " + mounted);
    }

    private void container(Manifest workload, JsonNode container) {
        String where = workload + ", container " + container.path("name").asString();
        String name = container.path("image").asString("");
        int colon = name.indexOf(':');
        deployment.require(colon > 0 && !name.endsWith(":latest"), where + ": the image '" + name + "' needs a tag");
        JsonNode security = container.path("securityContext");
        deployment.require(
                !security.path("allowPrivilegeEscalation").asBoolean(true)
                        && security.path("readOnlyRootFilesystem").asBoolean(false)
                        && security.at("/capabilities/drop/0").asString("").equals("ALL"),
                where + " is not restricted");
        deployment.require(
                container.at("/resources/requests").has("cpu")
                        && container.at("/resources/requests").has("memory")
                        && container.at("/resources/limits").has("memory"),
                where + " needs requests, and a limit of memory");
        CrossReferences.Image image = CrossReferences.imageOf(container);
        if (image == null) {
            return;
        }
        Map<String, String> environment = deployment.environment(workload, container);
        probes(where, container, image, environment);
        certificates(where, environment);
        if (image.service() != null) {
            settings(where, workload, container, image.service(), environment);
        } else {
            agent(where, workload, container);
        }
    }

    private void probes(
            String where, JsonNode container, CrossReferences.Image image, Map<String, String> environment) {
        Set<String> ports = Deployment.portsOf(container);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            if (container.has(probe)) {
                String port = container.path(probe).at("/httpGet/port").asString("");
                String path = container.path(probe).at("/httpGet/path").asString("");
                deployment.require(
                        ports.contains(port),
                        where + ": its " + probe + " asks port '" + port + "', its ports are " + ports);
                deployment.require(
                        image.probes().contains(path),
                        where + ": its " + probe + " asks for '" + path + "', the service answers " + image.probes());
                // A management port has no certificate unless it is given one.
                String wanted = environment.containsKey("SERVER_SSL_BUNDLE") && port.equals("http") ? "HTTPS" : "HTTP";
                String scheme = container.path(probe).at("/httpGet/scheme").asString("HTTP");
                deployment.require(
                        scheme.equals(wanted), where + ": its " + probe + " asks by " + scheme + " and not " + wanted);
            }
        }
    }

    /** Or a renewed certificate would be of use after the next restart only, which may be after its end. */
    private void certificates(String where, Map<String, String> environment) {
        environment.keySet().stream()
                .filter(variable -> variable.endsWith("_KEYSTORE_CERTIFICATE"))
                .map(variable -> variable.replace("_KEYSTORE_CERTIFICATE", "_RELOADONUPDATE"))
                .forEach(variable -> deployment.require(
                        "true".equals(environment.get(variable)), where + ": " + variable + " is not true"));
    }

    private void settings(
            String where, Manifest workload, JsonNode container, String service, Map<String, String> environment) {
        ServiceSettings settings = CrossReferences.settings(service);
        environment.keySet().stream()
                .filter(variable -> !settings.knows(variable))
                .forEach(variable ->
                        deployment.problem(where + ": " + service + "-service has no setting for " + variable));
        settings.problemsOf(environment).forEach(problem -> deployment.problem(where + ": " + problem));

        Duration phase = DurationStyle.detectAndParse(
                settings.valueOf("spring.lifecycle.timeout-per-shutdown-phase", environment, "30s"));
        long stop = phase.toSeconds()
                + container.at("/lifecycle/preStop/sleep/seconds").asInt(0);
        int grace = workload.pod().path("terminationGracePeriodSeconds").asInt(30);
        deployment.require(
                grace > stop, where + " is killed after " + grace + " s, and may take " + stop + " s to stop");

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
                deployment.require(
                        size.compareTo(DataSize.parse(max)) > 0, where + ": a spool of " + max + " in " + limit);
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
                    deployment
                            .find(
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
        deployment.require(file.isEmpty(), where + " reads " + file + ", which nobody mounts");
    }

    private void agentConfig(String where, String text) {
        try {
            Path file = Files.createTempFile("tail-agent", ".yaml");
            try {
                Files.writeString(file, text);
                AgentConfig config = new ConfigReader(Map.of("NODE_NAME", "node-1", "POD_NAME", "shop-0")).read(file);
                deployment.require(
                        !config.server().url().toString().startsWith("http://"),
                        where + ": sends its token in the clear");
            } finally {
                Files.delete(file);
            }
        } catch (ConfigException e) {
            deployment.problem(where + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
