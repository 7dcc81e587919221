// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import static dev.sluice.deployment.ComposeFile.map;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;
import org.yaml.snakeyaml.Yaml;

/**
 * Kibana from 9.4 on fills some 600 MB of heap while its plug-ins start, and crashes in a container of 1 GiB (elastic/cloud-on-k8s 9239), which ECK
 * before 3.4 gives it. It has 2 GiB wherever we describe it, and no size of heap from us: Node takes its share of the container's by itself.
 */
class KibanaMemoryTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final DataSize NEEDED = DataSize.ofGigabytes(2);
    private static final String COMPOSE = text("docker-compose.yml");
    private static final String SECURE = text("docker-compose.secure.yml");
    private static final String KUBERNETES = text("k8s/components/stores/elasticsearch.yaml");

    @Test
    void composeGivesItTwoGibibytesAndNoHeap() {
        assertThat(inCompose(ComposeFile.parse(COMPOSE))).isEmpty();
        assertThat(inCompose(ComposeFile.parse(COMPOSE).with(ComposeFile.parse(SECURE))))
                .isEmpty();
    }

    @Test
    void kubernetesGivesItTwoGibibytesAndNoHeap() {
        assertThat(inKubernetes(KUBERNETES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mem_limit: 2g            | mem_limit: 1g                                                       | has 1g of memory
            mem_limit: 2g            | mem_limit: 1536m                                                    | has 1536m of memory
            TELEMETRY_OPTIN: "false" | NODE_OPTIONS: --max-old-space-size=768                              | has a heap of our size
            TELEMETRY_OPTIN: "false" | KBN_OPTS: --max-old-space-size=768                                  | has a heap of our size
            """)
    void lessInComposeIsNoticed(String right, String wrong, String problem) {
        assertThat(COMPOSE).contains(right);

        assertThat(inCompose(ComposeFile.parse(COMPOSE.replace(right, wrong)))).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limits: {memory: 2Gi}   | limits: {memory: 1Gi}                              | limits are 1Gi
            requests: {memory: 2Gi} | requests: {memory: 512Mi}                          | requests are 512Mi
            limits: {memory: 2Gi}   | limits: {cpu: "1"}                                 | limits are null
            name: kibana            | name: kibanna                                      | has no container of its own
            name: kibana            | {name: kibana, env: [{name: NODE_OPTIONS, value: --max-old-space-size=768}], resources: {requests: {memory: 2Gi}, limits: {memory: 2Gi}}} | has a heap of our size
            """)
    void lessInKubernetesIsNoticed(String right, String wrong, String problem) {
        assertThat(KUBERNETES).contains(right);
        String spoiled = wrong.startsWith("{")
                ? KUBERNETES.substring(0, KUBERNETES.indexOf(right)) + wrong + "\n"
                : KUBERNETES.replace(right, wrong);

        assertThat(inKubernetes(spoiled)).contains(problem);
    }

    /** What a person is told to have follows from the file. */
    @Test
    void memoryThatTheDocumentNamesIsWhatTheLimitsAddUpTo() {
        ComposeFile file = ComposeFile.parse(COMPOSE);
        long megabytes = file.services().keySet().stream()
                .mapToLong(name -> memory(file.service(name)).toMegabytes())
                .sum();
        String document = text("docs/deploy.md");

        assertThat(number(document, "Memory limits add up to some (\\d+) GB"))
                .isEqualTo(Math.round(megabytes / 1024.0));
        assertThat(number(document, "with Kibana, which takes (\\d+) GB"))
                .isEqualTo(memory(file.service("kibana")).toGigabytes());
        assertThat(number(document, "and (\\d+) GB of memory for it") * 1024).isGreaterThan(megabytes);
    }

    private static List<String> inCompose(ComposeFile file) {
        Map<String, Object> kibana = file.service("kibana");
        List<String> problems = new ArrayList<>();
        if (memory(kibana).compareTo(NEEDED) < 0) {
            problems.add("has " + kibana.get("mem_limit") + " of memory");
        }
        if (setsHeap(kibana.toString())) {
            problems.add("has a heap of our size");
        }
        return problems;
    }

    private static List<String> inKubernetes(String manifests) {
        Map<String, Object> kibana = StreamSupport.stream(
                        new Yaml().loadAll(manifests).spliterator(), false)
                .map(ComposeFile::map)
                .filter(manifest -> "Kibana".equals(manifest.get("kind")))
                .findFirst()
                .orElseThrow();
        Map<String, Object> pod =
                map(map(map(kibana.get("spec")).get("podTemplate")).get("spec"));
        List<String> problems = new ArrayList<>();
        List<Map<String, Object>> own = ((List<?>) pod.get("containers"))
                .stream()
                        .map(ComposeFile::map)
                        .filter(each -> "kibana".equals(each.get("name")))
                        .toList();
        if (own.isEmpty()) {
            // ECK adds what is named otherwise beside its own.
            return List.of("has no container of its own");
        }
        Map<String, Object> resources = map(own.getFirst().get("resources"));
        for (String part : List.of("requests", "limits")) {
            Object memory = map(resources.get(part)).get("memory");
            if (!(memory instanceof String given)
                    || !given.matches("\\d+Gi")
                    || gibibytes(given).compareTo(NEEDED) < 0) {
                problems.add(part + " are " + memory);
            }
        }
        if (setsHeap(own.toString())) {
            problems.add("has a heap of our size");
        }
        return problems;
    }

    private static boolean setsHeap(String container) {
        return container.contains("NODE_OPTIONS") || container.contains("max-old-space-size");
    }

    private static DataSize memory(Map<String, Object> service) {
        return DataSize.parse(String.valueOf(service.get("mem_limit"))
                .replaceFirst("k$", "KB")
                .replaceFirst("m$", "MB")
                .replaceFirst("g$", "GB"));
    }

    private static DataSize gibibytes(String quantity) {
        return DataSize.ofGigabytes(Long.parseLong(quantity.replace("Gi", "")));
    }

    private static long number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static String text(String path) {
        try {
            return Files.readString(PROJECT.resolve(path), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
