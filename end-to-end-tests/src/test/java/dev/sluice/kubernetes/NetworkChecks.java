// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** That what is reached is there: pods behind services, ports behind policies and monitors. */
final class NetworkChecks {

    private final Deployment deployment;

    NetworkChecks(Deployment deployment) {
        this.deployment = deployment;
    }

    void service(Manifest service) {
        List<Manifest> pods = deployment.podsOf(service, service.at("/spec/selector"));
        deployment.require(!pods.isEmpty(), service + " selects no pods");
        for (Manifest workload : pods) {
            Set<String> ports = Deployment.portsOf(workload);
            service.at("/spec/ports").forEach(port -> {
                String target = port.path("targetPort").asString();
                deployment.require(
                        ports.contains(target), service + " goes to port '" + target + "', the pods' are " + ports);
            });
        }
    }

    void serviceMonitor(Manifest monitor) {
        Map<String, String> wanted = Manifest.strings(monitor.at("/spec/selector/matchLabels"));
        List<Manifest> services = deployment.manifests().stream()
                .filter(service -> service.is("Service") && service.namespace().equals(monitor.namespace()))
                .filter(service -> service.labels().entrySet().containsAll(wanted.entrySet()))
                .toList();
        deployment.require(!services.isEmpty(), monitor + " selects no Service");
        for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
            for (Manifest service : services) {
                boolean named = Stream.of(service.at("/spec/ports"))
                        .flatMap(ports -> ports.valueStream())
                        .anyMatch(port -> port.path("name").equals(endpoint.path("port")));
                deployment.require(
                        named,
                        monitor + " asks port " + endpoint.path("port") + ", which " + service + " does not have");
            }
            String secret = endpoint.at("/authorization/credentials/name").asString("");
            if (!secret.isEmpty()) {
                deployment.secret(monitor, secret);
            }
        }
    }

    void networkPolicy(Manifest policy) {
        JsonNode labels = policy.at("/spec/podSelector/matchLabels");
        List<Manifest> pods = deployment.podsOf(policy, labels);
        List<OperatorPods> operated = OperatorPods.of(deployment.manifests(), policy.namespace()).stream()
                .filter(each -> each.have(Manifest.strings(labels)))
                .toList();
        deployment.require(!pods.isEmpty() || !operated.isEmpty(), policy + " selects no pods");
        if (!labels.isMissingNode()) {
            operated.forEach(each -> policy.at("/spec/ingress")
                    .forEach(rule -> rule.path("ports").forEach(port -> {
                        int number = port.path("port").asInt();
                        deployment.require(
                                each.ports().contains(number),
                                policy + " opens port " + number + ", the pods' are " + each.ports());
                    })));
        }
        for (Manifest workload : labels.isMissingNode() ? List.<Manifest>of() : pods) {
            Set<String> ports = Deployment.portsOf(workload);
            policy.at("/spec/ingress")
                    .forEach(rule -> rule.path("ports").forEach(port -> {
                        String number = port.path("port").asString();
                        deployment.require(
                                ports.contains(number), policy + " opens port " + number + ", the pods' are " + ports);
                    }));
        }
    }
}
