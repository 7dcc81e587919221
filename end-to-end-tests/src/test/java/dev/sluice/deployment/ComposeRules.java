// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import static dev.sluice.deployment.ComposeFile.map;
import static dev.sluice.deployment.ComposeFile.strings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What our compose files promise beyond their {@link ComposeSchema form}: nothing that points nowhere, nothing open to others, nothing that may do
 * more than its work.
 */
final class ComposeRules {

    /** What lets a container out of its own; nothing here needs one of these. */
    private static final Set<String> POWERS = Set.of(
            "cap_add",
            "device_cgroup_rules",
            "devices",
            "group_add",
            "ipc",
            "network_mode",
            "pid",
            "privileged",
            "use_api_socket",
            "userns_mode",
            "uts",
            "volumes_from");

    private static final Pattern DURATION = Pattern.compile("(\\d+h)?(\\d+m)?(\\d+s)?(?<=.)");
    private static final Pattern BYTES = Pattern.compile("\\d+[kmg]");
    private static final Pattern CPUS = Pattern.compile("\\d+(\\.\\d+)?");
    /** 127.0.0.1:${SLUICE_KAFKA_PORT:-9094}:9094 */
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:\\$\\{SLUICE_[A-Z0-9_]+_PORT:-(\\d+)}:\\d+");

    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|SECRET|CREDENTIAL|ENCRYPTIONKEY)");
    /** Made by docker/secure-env.sh, so not under version control. */
    private static final String GENERATED = "./docker/secure/";

    private final ComposeFile file;
    private final Path folder;
    private final List<String> problems = new ArrayList<>();

    private ComposeRules(ComposeFile file, Path folder) {
        this.file = file;
        this.folder = folder;
    }

    /** @return what is wrong, each with the place; empty if all is well */
    static List<String> problems(ComposeFile file, Path folder) {
        ComposeRules rules = new ComposeRules(file, folder);
        rules.check();
        return List.copyOf(rules.problems);
    }

    private void check() {
        file.services().keySet().forEach(this::checkService);
        checkPortsAreApart();
        checkEachImageIsBuiltOnce();
    }

    private void checkService(String name) {
        Map<String, Object> service = file.service(name);
        checkImage(name, service);
        checkDependencies(name, service);
        checkHealth(name, service);
        checkLimits(name, service);
        checkRestrictions(name, service);
        checkVolumes(name, service);
        checkSecrets(name, service);
        checkCertificates(name, service);
        new ImageVariables(folder)
                .unknown(service)
                .forEach(variable -> problem(name, "its image takes no " + variable));
    }

    private void checkImage(String name, Map<String, Object> service) {
        String image = String.valueOf(service.get("image"));
        if (isOurs(service)) {
            String module = image.replaceAll("sluice/|:.*", "");
            Map<String, Object> build = map(service.getOrDefault("build", Map.of("args", Map.of("SERVICE", module))));
            if (!module.equals(map(build.get("args")).get("SERVICE"))) {
                problem(name, "is built from another module than " + module);
            }
            // Neither is looked for in a public registry, where the name may be anybody's.
            String policy = service.containsKey("build") ? "build" : "never";
            if (!policy.equals(service.get("pull_policy"))) {
                problem(name, "pull_policy is not " + policy);
            }
            if (!Files.isDirectory(folder.resolve("docker").resolve(module))) {
                problem(name, "there is no folder docker/" + module);
            }
            if (!image.equals("sluice/" + module + ":${SLUICE_TAG:-latest}")) {
                problem(name, "the image of " + module + " is not " + image);
            }
        } else if (!image.matches("[a-z0-9/]+:[a-z0-9-]*\\d+\\.\\d+\\.\\d+(@sha256:[0-9a-f]{64})?")) {
            problem(name, "image " + image + " has no full version");
        }
    }

    /** Or a renewed certificate would be of use after the next restart only. */
    private void checkCertificates(String name, Map<String, Object> service) {
        Map<String, Object> environment = map(service.getOrDefault("environment", Map.of()));
        environment.keySet().stream()
                .filter(variable -> variable.endsWith("_KEYSTORE_CERTIFICATE"))
                .map(variable -> variable.replace("_KEYSTORE_CERTIFICATE", "_RELOADONUPDATE"))
                .filter(variable -> !"true".equals(environment.get(variable)))
                .forEach(variable -> problem(name, variable + " is not true"));
    }

    private void checkDependencies(String name, Map<String, Object> service) {
        map(service.getOrDefault("depends_on", Map.of())).forEach((target, value) -> {
            Map<String, Object> dependency = map(value);
            if (!file.services().containsKey(target)) {
                problem(name, "depends on " + target + ", which is not there");
                return;
            }
            String condition = String.valueOf(dependency.get("condition"));
            boolean once = isOneShot(file.service(target));
            if (!condition.equals(once ? "service_completed_successfully" : "service_healthy")) {
                problem(name, "can't wait until " + target + " is " + condition);
            }
        });
        // docker compose up --wait takes a container that has ended for a failure, unless somebody waits for its end.
        if (isOneShot(service)
                && file.services().keySet().stream()
                        .noneMatch(other -> map(file.service(other).getOrDefault("depends_on", Map.of()))
                                .containsKey(name))) {
            problem(name, "ends, and nobody waits for it");
        }
    }

    private void checkHealth(String name, Map<String, Object> service) {
        if (isOurs(service) && !service.containsKey("healthcheck")) {
            return; // docker/Dockerfile has it
        }
        Map<String, Object> health = map(service.getOrDefault("healthcheck", Map.of()));
        if (isOneShot(service)) {
            return;
        }
        List<String> test = strings(health.get("test"));
        if (test.isEmpty() || !Set.of("CMD", "CMD-SHELL").contains(test.getFirst())) {
            problem(name, "has no health check");
        }
        for (String time : List.of("interval", "timeout", "start_period")) {
            require(name, time, health.get(time), DURATION);
        }
    }

    private void checkLimits(String name, Map<String, Object> service) {
        require(name, "mem_limit", service.get("mem_limit"), BYTES);
        require(name, "cpus", service.get("cpus"), CPUS);
        if (service.containsKey("stop_grace_period")) {
            require(name, "stop_grace_period", service.get("stop_grace_period"), DURATION);
        }
        if (!Set.of("unless-stopped", "on-failure:5").contains(String.valueOf(service.get("restart")))) {
            problem(name, "is not started again when it fails");
        }
    }

    private void checkRestrictions(String name, Map<String, Object> service) {
        service.keySet().stream().filter(POWERS::contains).forEach(power -> problem(name, "asks for " + power));
        if (!strings(service.get("cap_drop")).equals(List.of("ALL"))) {
            problem(name, "keeps capabilities");
        }
        if (!strings(service.get("security_opt")).contains("no-new-privileges:true")) {
            problem(name, "may gain privileges");
        }
        if (isOurs(service)) {
            if (!Boolean.TRUE.equals(service.get("read_only"))) {
                problem(name, "may write to its root file system");
            }
        } else if (!String.valueOf(service.get("user")).matches("[1-9]\\d*(:\\d+)?")) {
            problem(name, "may be root");
        }
    }

    private void checkVolumes(String name, Map<String, Object> service) {
        for (String volume : strings(service.get("volumes"))) {
            String source = volume.substring(0, volume.indexOf(':'));
            if (!source.startsWith(".")) {
                if (!file.volumes().containsKey(source)) {
                    problem(name, "mounts the volume " + source + ", which is not there");
                }
            } else if (!volume.endsWith(":ro")) {
                problem(name, "may write to " + source + " of this machine");
            } else if (!source.startsWith(GENERATED) && !Files.exists(folder.resolve(source))) {
                problem(name, "mounts " + source + ", which is not there");
            }
        }
    }

    private void checkSecrets(String name, Map<String, Object> service) {
        map(service.getOrDefault("environment", Map.of())).forEach((variable, value) -> {
            if (SECRET.matcher(variable).matches() && !String.valueOf(value).startsWith("${")) {
                problem(name, variable + " is in the file");
            }
        });
    }

    private void checkPortsAreApart() {
        Map<String, String> owners = new TreeMap<>();
        file.services()
                .keySet()
                .forEach(name -> strings(file.service(name).get("ports")).forEach(port -> {
                    Matcher matcher = PORT.matcher(port);
                    if (!matcher.matches()) {
                        problem(name, "port " + port + " is not on 127.0.0.1, or can't be moved");
                        return;
                    }
                    String other = owners.put(matcher.group(1), name);
                    if (other != null) {
                        problem(name, "has the port " + matcher.group(1) + " of " + other);
                    }
                }));
    }

    /** Two builds of one tag race in BuildKit. */
    private void checkEachImageIsBuiltOnce() {
        Map<String, List<String>> builders = new TreeMap<>();
        file.services().keySet().stream()
                .filter(name -> isOurs(file.service(name)))
                .forEach(name -> {
                    List<String> sameImage = builders.computeIfAbsent(
                            String.valueOf(file.service(name).get("image")), image -> new ArrayList<>());
                    if (file.service(name).containsKey("build")) {
                        sameImage.add(name);
                    }
                });
        builders.forEach((image, names) -> {
            if (names.size() != 1) {
                problem(image, "is built by " + names + " and not by one service");
            }
        });
    }

    private void require(String name, String key, Object value, Pattern form) {
        if (value == null || !form.matcher(String.valueOf(value)).matches()) {
            problem(name, key + " is " + value);
        }
    }

    private static boolean isOurs(Map<String, Object> service) {
        return String.valueOf(service.get("image")).startsWith("sluice/");
    }

    private static boolean isOneShot(Map<String, Object> service) {
        return String.valueOf(service.get("restart")).startsWith("on-failure");
    }

    private void problem(String place, String what) {
        problems.add(place + ": " + what);
    }
}
