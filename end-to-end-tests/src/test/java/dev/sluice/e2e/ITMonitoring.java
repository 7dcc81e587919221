// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.telemetry.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code docs/monitoring} and the READMEs say of metrics, against what the running services have. */
@ExtendWith(LedgerJudge.class)
class ITMonitoring {

    private static final Path ROOT =
            Path.of(System.getProperty("sluice.launcher")).getParent();
    private static final Path MONITORING = ROOT.resolve("docs/monitoring");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Prometheus itself adds these. */
    private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

    /** Only there once the enrichment is switched on, or a token has lines that are not kept. */
    private static final Set<String> SWITCHED_OFF =
            Set.of("sluice.parser.user.agents.skipped", "sluice.ingest.dropped");

    private static final Pattern METRIC_IN_README = Pattern.compile("`(sluice[._][a-z0-9._]+)(?:\\{[^`]*})?`");
    private static final Pattern METRIC_SECTION = Pattern.compile("Metrics|Health and metrics|Operation");

    private static final Set<String> RULE_KEYS =
            Set.of("alert", "expr", "for", "labels", "annotations", "keep_firing_for");

    private static final Map<String, Scrape> SCRAPES = new LinkedHashMap<>();
    private static Scrape all = new Scrape(Map.of(), Set.of());

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** One of each thing that is counted. */
    @BeforeAll
    static void driveLinesAndScrape() throws IOException {
        SharedSluice sluice = SharedSluice.get();
        Ingest ingest = sluice.ingest();
        String key = "monitoring-" + UUID.randomUUID();
        String line = "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5\n";
        byte[] lines = (line + "no access line\n").getBytes(UTF_8);
        for (int time = 0; time < 2; time++) {
            assertThat(ingest.post("format=apache_common&namespace=monitoring", lines, "Idempotency-Key", key)
                            .statusCode())
                    .isEqualTo(202);
        }
        byte[] control = """
                {"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],\
                "logEvents":[{"id":"","timestamp":1700000000000,"message":"CWL CONTROL MESSAGE: Checking health of destination."}]}
                """.getBytes(UTF_8);
        assertThat(ingest.post("format=cloudwatch&namespace=monitoring", control)
                        .statusCode())
                .isEqualTo(202);
        assertThat(ingest.post("format=unheard", lines).statusCode()).isEqualTo(400);
        await("the lines are in both stores and all that is counted is there")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    scrape(sluice);
                    assertThat(all.series())
                            .containsKeys(
                                    "sluice_parser_dropped_total",
                                    "sluice_parser_lag",
                                    "sluice_unaccounted",
                                    "sluice_sink_lag",
                                    "sluice_sink_s3_upload_seconds_count");
                    assertThat(sluice.elasticsearch().count("logs-apache.access-monitoring", "{\"match_all\":{}}"))
                            .isEqualTo(1);
                });
    }

    private static void scrape(SharedSluice sluice) throws IOException, InterruptedException {
        SCRAPES.clear();
        for (Map.Entry<String, URI> service : sluice.metrics().entrySet()) {
            HttpResponse<String> answer =
                    HTTP.send(HttpRequest.newBuilder(service.getValue()).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(service.getKey()).isEqualTo(200);
            SCRAPES.put(service.getKey(), Scrape.of(answer.body()));
        }
        Metrics agent = new Metrics();
        agent.files(() -> List.of(new Metrics.FileLag("/var/log/app.log", "s", 1, 1, true)));
        SCRAPES.put("tail-agent", Scrape.of(agent.prometheus()));
        all = SCRAPES.values().stream().reduce(Scrape::and).orElseThrow();
    }

    @Test
    void alertsUseWhatIsThere() {
        List<String> wrong = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Map<String, Object> rule : rules()) {
            String name = String.valueOf(rule.get("alert"));
            if (!RULE_KEYS.containsAll(rule.keySet()) || !names.add(name)) {
                wrong.add(name + " has unknown keys, or is there twice: " + rule.keySet());
            }
            if (!Set.of("page", "ticket").contains(in(rule, "labels", "severity"))) {
                wrong.add(name + " has no severity");
            }
            if (in(rule, "annotations", "summary").isEmpty()
                    || in(rule, "annotations", "description").isEmpty()) {
                wrong.add(name + " does not say what is wrong and what to do");
            }
            if (rule.containsKey("for") && !String.valueOf(rule.get("for")).matches("\\d+[smhd]")) {
                wrong.add(name + " has a wrong duration: " + rule.get("for"));
            }
            wrong.addAll(wrongIn(name, String.valueOf(rule.get("expr"))));
        }
        assertThat(wrong).isEmpty();
        assertThat(names).hasSizeGreaterThan(15);
    }

    @Test
    void dashboardUsesWhatIsThere() throws IOException {
        JsonNode dashboard =
                JsonMapper.builder().build().readTree(Files.readString(MONITORING.resolve("grafana-dashboard.json")));
        List<String> wrong = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asString();
            if (!ids.add(panel.path("id").asInt())) {
                wrong.add(title + " has the id of another");
            }
            if (panel.path("targets").isEmpty()
                    && !panel.path("type").asString().equals("row")) {
                wrong.add(title + " shows nothing");
            }
            panel.path("targets")
                    .forEach(target ->
                            wrong.addAll(wrongIn(title, target.path("expr").asString())));
        }
        assertThat(wrong).isEmpty();
        assertThat(ids).hasSizeGreaterThan(20);
    }

    /** Every metric of the README is there, and every one that is there is in the README. */
    @Test
    void readmesListWhatIsThere() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Scrape> service : SCRAPES.entrySet()) {
            Set<String> listed = listedIn(service.getKey());
            Set<String> families = service.getValue().families().stream()
                    .filter(family -> family.startsWith("sluice_"))
                    .collect(Collectors.toSet());
            for (String name : listed) {
                if (!SWITCHED_OFF.contains(name) && families.stream().noneMatch(family -> isFamilyOf(name, family))) {
                    wrong.add(service.getKey() + " lists " + name + " and does not have it");
                }
            }
            for (String family : families) {
                if (listed.stream().noneMatch(name -> isFamilyOf(name, family))) {
                    wrong.add(service.getKey() + " has " + family + " and does not list it");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The checks above can fail. */
    @Test
    void whatIsNotThereIsFound() {
        assertThat(wrongIn("x", "sum by (stage) (sluice_age_oldest_seconds)")).isEmpty();
        assertThat(wrongIn("x", "sum(rate(sluice_no_such_total[5m]))")).hasSize(1);
        assertThat(wrongIn("x", "sum by (store) (sluice_age_oldest_seconds)")).hasSize(1);
        assertThat(wrongIn("x", "sluice_sink_degraded{shop=\"s3\"} == 1")).hasSize(1);
        assertThat(wrongIn("x", "rate(sluice_parser_events_total)")).hasSize(1);
    }

    private static Set<String> listedIn(String module) throws IOException {
        Set<String> listed = readmesOf(module).stream()
                .flatMap(readme -> Arrays.stream(readme.split("\n## ")))
                .filter(section -> METRIC_SECTION.matcher(section).lookingAt())
                .flatMap(String::lines)
                .filter(row -> row.startsWith("| `sluice"))
                .map(row -> row.split("\\|")[1])
                .flatMap(cell -> METRIC_IN_README.matcher(cell).results())
                .map(metric -> metric.group(1))
                .collect(Collectors.toSet());
        assertThat(listed).as("metrics in the README of " + module).isNotEmpty();
        return listed;
    }

    /** The module's own, and those of the folders in it that have one. */
    private static List<String> readmesOf(String module) throws IOException {
        List<String> readmes =
                new ArrayList<>(List.of(Files.readString(ROOT.resolve(module).resolve("README.md"))));
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
            for (Path file : files.filter(path -> path.endsWith("README.md")).toList()) {
                readmes.add(Files.readString(file));
            }
        }
        return readmes;
    }

    /** Micrometer appends units, {@code _total} to counters, and has a family of its own for the highest value. */
    private static boolean isFamilyOf(String name, String family) {
        String base = name.replace('.', '_');
        return family.matches(Pattern.quote(base) + "(_seconds|_bytes)?(_total|_max)?");
    }

    private static List<String> wrongIn(String where, String expression) {
        try {
            return PromQl.selectors(expression).stream()
                    .flatMap(selector -> wrongWith(selector).stream())
                    .map(what -> where + ": " + what)
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of(where + ": " + e.getMessage());
        }
    }

    private static List<String> wrongWith(PromQl.Selector selector) {
        if (selector.metric().equals("up")) {
            return List.of();
        }
        Set<String> labels = all.series().get(selector.metric());
        if (labels == null) {
            return List.of("no service has " + selector.metric());
        }
        return selector.labels().stream()
                .filter(label -> !labels.contains(label) && !TARGET_LABELS.contains(label))
                .map(label -> selector.metric() + " has no label " + label + ", only " + labels)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rules() {
        YamlMapFactoryBean yaml = new YamlMapFactoryBean();
        yaml.setResources(new FileSystemResource(MONITORING.resolve("alerts.yaml")));
        Map<String, Object> file = yaml.getObject();
        return ((List<Map<String, Object>>) file.get("groups"))
                .stream()
                        .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream())
                        .toList();
    }

    private static String in(Map<String, Object> rule, String part, String name) {
        return rule.get(part) instanceof Map<?, ?> map
                ? String.valueOf(map.containsKey(name) ? map.get(name) : "")
                : "";
    }
}
