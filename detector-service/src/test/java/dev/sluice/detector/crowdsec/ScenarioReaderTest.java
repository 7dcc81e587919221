// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.crowdsec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.detector.alert.Alert;
import dev.sluice.detector.alert.AlertWriter;
import dev.sluice.detector.backtest.Backtest;
import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.detection.RuleFolder;
import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.rule.CompiledRules;
import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.rule.DetectionRule.Level;
import dev.sluice.detector.rule.DetectionRule.Origin;
import dev.sluice.detector.sigma.SigmaException;
import dev.sluice.detector.window.WindowSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Scenarios written in the style of those that are public, each with what it must find and what it must pass over. */
class ScenarioReaderTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private static final String PROBING = """
        type: leaky
        format: 2.0
        name: ada/http-probing
        description: "Asks for many pages that are not there"
        filter: "evt.Meta.service == 'http' && evt.Meta.http_status in ['404', '403', '400'] && evt.Parsed.static_ressource == 'false'"
        groupby: "evt.Meta.source_ip + '/' + evt.Parsed.target_fqdn"
        distinct: "evt.Meta.http_path"
        capacity: 10
        reprocess: true
        leakspeed: "10s"
        blackhole: 5m
        labels:
          remediation: true
          classification: [attack.T1595.003]
          service: http
        """;

    private static final String CRAWL = """
        type: leaky
        name: ada/http-crawl-non_statics
        description: "Reads the whole site"
        filter: "evt.Meta.log_type in ['http_access-log', 'http_error-log'] && evt.Parsed.static_ressource == 'false' && evt.Parsed.verb in ['GET', 'HEAD']"
        distinct: "evt.Parsed.file_name"
        leakspeed: 0.5s
        capacity: 40
        cache_size: 5
        groupby: "evt.Meta.source_ip + '/' + evt.Parsed.target_fqdn"
        """;

    private static final String BAD_AGENT = """
        type: leaky
        name: ada/http-bad-user-agent
        description: "Comes with the name of a tool for attacks"
        filter: 'evt.Meta.log_type in ["http_access-log", "http_error-log"] && RegexpInFile(evt.Parsed.http_user_agent, "agents.txt")'
        groupby: evt.Meta.source_ip
        capacity: 1
        leakspeed: 1m
        blackhole: 2m
        labels: {remediation: true}
        """;

    private static final String SQLI = """
        type: leaky
        name: ada/http-sqli-probing
        description: "Tries SQL in queries"
        filter: 'evt.Meta.service == "http" && any(File("sqli.txt"), { Upper(evt.Parsed.http_args) contains Upper(#) })'
        groupby: "evt.Meta.source_ip"
        capacity: 5
        leakspeed: 1s
        """;

    private static final String TRAVERSAL = """
        type: leaky
        name: ada/http-path-traversal
        description: "Climbs out of the site"
        filter: "evt.Meta.service == 'http' and any(File('climbs.txt'), {evt.Meta.http_path contains #})"
        groupby: "evt.Meta.source_ip"
        distinct: evt.Meta.http_path
        capacity: 3
        leakspeed: 10s
        """;

    private static final String BRUTE_FORCE = """
        type: leaky
        name: ada/http-log-in-bf
        description: "Guesses passwords"
        filter: "evt.Meta.service == 'http' && evt.Parsed.verb == 'POST' && evt.Meta.sub_type == 'auth_fail' && evt.Parsed.file_name in ['login', 'wp-login.php']"
        groupby: evt.Meta.source_ip
        leakspeed: "20s"
        capacity: 5
        """;

    private static final String TRIGGER = """
        type: trigger
        name: ada/http-secrets
        description: "Asks for what no page links to"
        filter: |
          evt.Meta.log_type == 'http_access-log' &&
          (Lower(evt.Meta.http_path) contains '/.env' || evt.Meta.http_path matches '^/\\\\.git/(config|HEAD)$') &&
          !(IpInRange(evt.Meta.source_ip, '10.0.0.0/8'))
        groupby: evt.Meta.source_ip
        blackhole: 2m
        examples:
          found: [GET /.env, "GET /x/.ENV?a=b", GET /.git/config]
          passed: [GET /.git/configs, GET /environment]
        """;

    private static final String COUNTER = """
        type: counter
        name: ada/http-posts
        description: "Posts"
        filter: "evt.Meta.http_verb == 'POST'"
        groupby: evt.Meta.source_ip
        distinct: evt.Parsed.http_user_agent
        duration: 5m
        capacity: -1
        """;

    private static final Map<String, String> DATA = Map.of(
            "rules/agents.txt", "# tools\nsqlmap\n(?i)^nikto/\n\n",
            "rules/sqli.txt", "union select\n' or '\nsleep(\n",
            "rules/climbs.txt", "../..\n/etc/passwd\n");

    @TempDir
    private Path folder;

    private final JsonMapper json = new JsonMapper();

    @Test
    void probing() {
        assertThat(found(PROBING, probes(11, "404", ""))).containsExactly("ada/http-probing");
        assertThat(found(PROBING, probes(10, "404", "")))
                .as("the bucket holds ten")
                .isEmpty();
        assertThat(found(PROBING, probes(30, "200", ""))).isEmpty();
        assertThat(found(PROBING, probes(30, "404", ".png")))
                .as("what is static is left out")
                .isEmpty();
        List<String> same = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            same.add(request(i, "192.0.2.1", "GET", "/gone", "404", "x"));
        }
        assertThat(found(PROBING, same)).as("one page").isEmpty();
        List<String> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            slow.add(request(10 * i, "192.0.2.1", "GET", "/gone" + i, "404", "x"));
        }
        assertThat(found(PROBING, slow)).as("as slow as it leaks").isEmpty();
    }

    private static List<String> probes(int count, String status, String end) {
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(request(i / 4, "192.0.2.1", "GET", "/admin" + i + end, status, "x"));
        }
        return requests;
    }

    @Test
    void crawling() {
        List<String> fast = new ArrayList<>();
        List<String> pictures = new ArrayList<>();
        List<String> slow = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            fast.add(request(i / 10, "192.0.2.1", "GET", "/page/" + i, "200", "x"));
            pictures.add(request(i / 10, "192.0.2.1", "GET", "/page/" + i + ".jpg", "200", "x"));
            slow.add(request(i, "192.0.2.1", "GET", "/page/" + i, "200", "x"));
        }
        assertThat(found(CRAWL, fast)).containsExactly("ada/http-crawl-non_statics");
        assertThat(found(CRAWL, pictures)).isEmpty();
        assertThat(found(CRAWL, slow)).isEmpty();
    }

    @Test
    void badUserAgents() {
        assertThat(found(
                        BAD_AGENT,
                        List.of(
                                request(0, "192.0.2.1", "GET", "/", "200", "sqlmap/1.8"),
                                request(1, "192.0.2.1", "GET", "/a", "200", "Nikto/2.5"))))
                .containsExactly("ada/http-bad-user-agent");
        assertThat(found(
                        BAD_AGENT,
                        List.of(
                                request(0, "192.0.2.1", "GET", "/", "200", "SQLMAP"),
                                request(1, "192.0.2.1", "GET", "/a", "200", "not nikto/2.5"))))
                .as("as the expressions are written")
                .isEmpty();
    }

    @Test
    void sqlInQueries() {
        List<String> probes = new ArrayList<>();
        List<String> ordinary = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            probes.add(request(0, "192.0.2.1", "GET", "/i?id=" + i + " Union Select " + i, "200", "x"));
            ordinary.add(request(0, "192.0.2.1", "GET", "/i?id=union+" + i, "200", "x"));
        }
        assertThat(found(SQLI, probes)).containsExactly("ada/http-sqli-probing");
        assertThat(found(SQLI, ordinary)).isEmpty();
    }

    @Test
    void pathTraversal() {
        assertThat(found(TRAVERSAL, climbs("/a?f=../../%d"))).containsExactly("ada/http-path-traversal");
        assertThat(found(TRAVERSAL, climbs("/a?f=../%d"))).isEmpty();
    }

    private static List<String> climbs(String url) {
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            requests.add(request(i, "192.0.2.1", "GET", url.formatted(i), "200", "x"));
        }
        return requests;
    }

    @Test
    void guessedPasswords() {
        assertThat(found(BRUTE_FORCE, logIns("POST", "/shop/wp-login.php", "401")))
                .containsExactly("ada/http-log-in-bf");
        assertThat(found(BRUTE_FORCE, logIns("POST", "/login", "401"))).hasSize(1);
        assertThat(found(BRUTE_FORCE, logIns("POST", "/login", "200"))).isEmpty();
        assertThat(found(BRUTE_FORCE, logIns("GET", "/login", "401"))).isEmpty();
        assertThat(found(BRUTE_FORCE, logIns("POST", "/relogin", "401"))).isEmpty();
    }

    private static List<String> logIns(String method, String url, String status) {
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            requests.add(request(i, "192.0.2.1", method, url, status, "x"));
        }
        return requests;
    }

    @Test
    void aTriggerIsToldAtOnceAndItsExamplesAreTried() {
        assertThat(found(TRIGGER, List.of(request(0, "192.0.2.1", "GET", "/a/.env", "404", "x"))))
                .containsExactly("ada/http-secrets");
        assertThat(found(TRIGGER, List.of(request(0, "10.1.2.3", "GET", "/a/.env", "404", "x"))))
                .isEmpty();
        assertThat(ScenarioReader.readAll(TRIGGER, Map.of()).getFirst().examples())
                .isEqualTo(5);
        assertThatThrownBy(() -> ScenarioReader.readAll(TRIGGER.replace("GET /environment", "GET /x/.env"), Map.of()))
                .isInstanceOf(SigmaException.class)
                .hasMessageContaining("finds what it should pass over");
    }

    @Test
    void aCounterIsTakenWithAChange() {
        assertThat(ScenarioReader.readAll(COUNTER, Map.of()).getFirst().changes())
                .singleElement()
                .asString()
                .contains("when it begins");
        assertThat(found(COUNTER, List.of(request(0, "192.0.2.1", "POST", "/", "200", "x"))))
                .containsExactly("ada/http-posts");
    }

    @Test
    void whatIsShownOfItIsTheScenariosOwn() {
        CrowdSecScenario scenario =
                (CrowdSecScenario) ScenarioReader.readAll(PROBING, Map.of()).getFirst();

        assertThat(scenario.bucket().title()).isEqualTo("Asks for many pages that are not there");
        assertThat(scenario.bucket().level()).isEqualTo(Level.HIGH);
        assertThat(scenario.bucket().origin()).isEqualTo(new Origin("ada", "MIT", List.of(), List.of("T1595.003")));
        assertThat(scenario.bucket().spec()).isEqualTo(WindowSpec.leaky(true, 10, 10_000, 300));
        JsonNode alert = json.readTree(
                AlertWriter.write(alerts(PROBING, probes(11, "404", "")).getFirst(), START));
        assertThat(alert.at("/source/ip").asString()).isEqualTo("192.0.2.1");
        assertThat(alert.at("/sluice/alert/group").asString())
                .as("without a site's name, as most logs are")
                .isEqualTo("192.0.2.1 -");
    }

    @Test
    void aScenarioHasAnotherVersionWhenItsDataFileHas() {
        assertThat(version(Map.of("sqli.txt", "a"))).isNotEqualTo(version(Map.of("sqli.txt", "b")));
        assertThat(version(Map.of("sqli.txt", "a"))).isEqualTo(version(Map.of("sqli.txt", "a", "other.txt", "b")));
    }

    private static String version(Map<String, String> files) {
        return ((CrowdSecScenario) ScenarioReader.readAll(SQLI, files).getFirst())
                .bucket()
                .version();
    }

    @Test
    void aFolderHoldsScenariosTheirDataAndSigmaRules() throws IOException {
        Files.writeString(folder.resolve("crawl.yaml"), CRAWL);
        Files.writeString(folder.resolve("sqli.yaml"), SQLI);
        Files.writeString(folder.resolve("bad.yaml"), PROBING.replace("type: leaky", "type: bayesian"));
        Files.writeString(folder.resolve("sqli.txt"), "union select\n");
        Files.writeString(
                folder.resolve("sigma.yml"),
                "title: S\nlogsource: {category: webserver}\ndetection: {s: {cs-method: PUT}, condition: s}\n");

        assertThat(RuleFolder.report(folder))
                .extracting(entry -> entry.file().getFileName() + " "
                        + (entry.isTaken() ? entry.rules().getFirst().changes().toString() : entry.refusal()))
                .containsExactly(
                        "bad.yaml line 1, column 7: type is trigger, leaky or counter, was 'bayesian'",
                        "crawl.yaml [distinct: the whole path is taken for the file's name]",
                        "sigma.yml []",
                        "sqli.yaml []");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '§', textBlock = """
        evt.Parsed.verb == 'GET'                                          ¦ GET  ¦ /a       ¦ true
        evt.Parsed.verb == 'get'                                          ¦ GET  ¦ /a       ¦ false
        Lower(evt.Parsed.verb) == 'get'                                   ¦ GET  ¦ /a       ¦ true
        Lower(evt.Parsed.verb) == 'GET'                                   ¦ GET  ¦ /a       ¦ false
        Upper(evt.Parsed.verb) == Upper('get')                            ¦ GET  ¦ /a       ¦ true
        evt.Parsed.verb != 'GET'                                          ¦ GET  ¦ /a       ¦ false
        evt.Parsed.verb not in ['POST', 'PUT']                            ¦ GET  ¦ /a       ¦ true
        not (evt.Parsed.verb in ['GET'])                                  ¦ GET  ¦ /a       ¦ false
        evt.Meta.http_path startsWith '/A'                                ¦ GET  ¦ /a       ¦ false
        evt.Meta.http_path startsWith '/a'                                ¦ GET  ¦ /a/b     ¦ true
        evt.Meta.http_path endsWith "b"                                   ¦ GET  ¦ /a/b     ¦ true
        evt.Meta.http_path not contains 'b'                               ¦ GET  ¦ /a/b     ¦ false
        evt.Meta.http_path matches '^/[ab]+$'                             ¦ GET  ¦ /ab      ¦ true
        evt.Parsed.http_args contains '='                                 ¦ GET  ¦ /a?b=c   ¦ true
        evt.Parsed.http_args contains '='                                 ¦ GET  ¦ /a       ¦ false
        evt.Parsed.http_args == ''                                        ¦ GET  ¦ /a?b     ¦ false
        any(['x', 'y'], {evt.Meta.http_path contains #})                  ¦ GET  ¦ /y       ¦ true
        any(['X'], {Lower(evt.Meta.http_path) contains Lower(#)})         ¦ GET  ¦ /x       ¦ true
        evt.Meta.service == 'ssh' || evt.Parsed.verb == 'GET'             ¦ GET  ¦ /a       ¦ true
        evt.Meta.service != 'ssh'                                         ¦ GET  ¦ /a       ¦ true
        evt.Parsed.static_ressource == 'true'                             ¦ GET  ¦ /a.JPG   ¦ true
        evt.Parsed.static_ressource != 'false'                            ¦ GET  ¦ /a.php   ¦ false
        evt.Parsed.file_name == 'wp-login.php'                            ¦ POST ¦ /b/wp-login.php ¦ true
        IpInRange(evt.Meta.source_ip, '192.0.2.0/24')                     ¦ GET  ¦ /        ¦ true
        evt.Parsed.verb == 'GET' or evt.Parsed.verb == 'PUT' and evt.Meta.http_path == '/b' ¦ GET ¦ /a ¦ true
        (evt.Parsed.verb == 'GET' or evt.Parsed.verb == 'PUT') and evt.Meta.http_path == '/b' ¦ GET ¦ /a ¦ false
        """)
    void expressions(String expression, String method, String url, boolean isTrue) {
        DetectionRule rule = new DetectionRule(
                "r", "1", "r", Level.LOW, Origin.BUILT_IN, ScenarioExpression.condition(expression, name -> List.of()));
        byte[] event = request(0, "192.0.2.1", method, url, "200", "x").getBytes(UTF_8);

        assertThat(new CompiledRules(List.of(rule)).matching(DetectableEvent.read(event)))
                .hasSize(isTrue ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '§', textBlock = """
        len(evt.Meta.http_path) > 9             ¦ 'len' in column 1 of the expression is not supported
        evt.Meta.http_path == evt.Parsed.verb   ¦ 'evt.Parsed.verb' in column 23 of the expression is not supported
        evt.Meta.ssh_user == 'a'                ¦ no event of a web server has evt.Meta.ssh_user, in column 1
        evt.Meta.http_path == 'a                ¦ the text in column 23 of the expression has no end
        evt.Meta.http_path matches '('          ¦ is no expression of RE2
        evt.Meta.http_path ~ 'a'                ¦ '~' in column 20 of the expression is not supported
        any(File('no.txt'), {evt.Meta.http_path contains #}) ¦ there is no file 'no.txt'
        IpInRange(evt.Meta.source_ip, 'x')      ¦ 'x' in column 31 is no network
        (evt.Parsed.verb == 'GET'               ¦ ')' was expected in column 26
        evt.Parsed.verb == 'GET' 'x'            ¦ 'x' in column 26 of the expression is not supported
        evt.Meta.service == 'ssh'               ¦ filter can never be true
        evt.Parsed.static_ressource contains 't'¦ 'contains' of evt.Parsed.static_ressource in column 1
        """)
    void whatIsNotInTheSubsetIsRefusedWithItsPlace(String expression, String message) {
        String scenario = "type: trigger\nname: n\nfilter: \"" + expression + "\"\n";

        assertThatThrownBy(() -> ScenarioReader.readAll(scenario, Map.of()))
                .isInstanceOf(SigmaException.class)
                .hasMessageContaining("line 3, column 9: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '§', textBlock = """
        capacity: 10     ¦ capacity: x       ¦ capacity is a whole number of at least 0, was 'x'
        capacity: 10     ¦ capacity: -1      ¦ capacity is a whole number of at least 0, was '-1'
        leakspeed: "10s" ¦ leakspeed: "10"   ¦ leakspeed is a duration such as 10s or 1m30s, at most 7d, was '10'
        leakspeed: "10s" ¦ leakspeed: "0s"   ¦ leakspeed is a duration
        leakspeed: "10s" ¦ leak: "10s"       ¦ leak is not supported
        capacity: 10     ¦ capacity: 5000    ¦ at most 1000
        type: leaky      ¦ type: conditional ¦ type is trigger, leaky or counter
        reprocess: true  ¦ overflow_filter: a¦ overflow_filter is not supported
        reprocess: true  ¦ cancel_on: a      ¦ cancel_on is not supported
        reprocess: true  ¦ scope: {type: Range} ¦ only the scope Ip is supported
        distinct: "evt.Meta.http_path" ¦ distinct: "evt.Meta.http_path + evt.Parsed.verb" ¦ distinct is one field
        distinct: "evt.Meta.http_path" ¦ distinct: "Lower(evt.Meta.http_path)" ¦ 'Lower' in column 1
        """)
    void whatCannotBeCountedSoIsRefusedWithItsPlace(String from, String to, String message) {
        assertThatThrownBy(() -> ScenarioReader.readAll(PROBING.replace(from, to), Map.of()))
                .isInstanceOf(SigmaException.class)
                .hasMessageMatching("(?s)line \\d+, column \\d+: .*")
                .hasMessageContaining(message);
    }

    private static List<String> found(String scenario, List<String> requests) {
        return alerts(scenario, requests).stream()
                .map(alert -> alert.detection().id())
                .filter(id -> id.startsWith("ada/"))
                .distinct()
                .toList();
    }

    private static List<Alert> alerts(String scenario, List<String> requests) {
        Map<String, String> texts = new TreeMap<>(DATA);
        texts.put("rules/scenario.yaml", scenario);
        Backtest backtest = new Backtest(new EventDetector(RuleFolder.rules(texts)));
        requests.forEach(request -> backtest.add(request.getBytes(UTF_8)));
        assertThat(backtest.unreadable()).isZero();
        return backtest.alerts().stream()
                .filter(alert -> alert.detection().id().startsWith("ada/"))
                .toList();
    }

    private static String request(int second, String address, String method, String url, String status, String agent) {
        int mark = url.indexOf('?');
        String path = mark < 0 ? url : url.substring(0, mark);
        String query = mark < 0 ? "" : ",\"query\":\"" + url.substring(mark + 1) + '"';
        return """
            {"@timestamp":"%s","event":{"id":"%s"},"source":{"address":"%s","ip":"%s"},"user_agent":{"original":"%s"},\
            "url":{"original":"%s","path":"%s"%s},"http":{"request":{"method":"%s"},"response":{"status_code":%s}}}\
            """.formatted(
                START.plusSeconds(second), second + url, address, address, agent, url, path, query, method, status);
    }
}
