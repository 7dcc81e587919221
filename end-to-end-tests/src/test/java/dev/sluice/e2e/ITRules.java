// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import dev.sluice.ingest.auth.NewToken;
import dev.sluice.model.LogFormat;
import dev.sluice.model.Topics;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.standalone.Ports;
import dev.sluice.standalone.Standalone;
import dev.sluice.standalone.StandaloneSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What rules promise, seen from outside: what they hide is nowhere, and what they route is where it is to be, with the ledger closed. */
@TestMethodOrder(OrderAnnotation.class)
class ITRules {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALL = "{\"match_all\":{}}";
    private static final String DIVISION = "\n";

    private static final String NO_RULE = "rules: [{name: none, if: {message: no line says so}, then: keep}]\n";
    private static final String RULES = """
            rules:
              - {name: hide, then: {mask: {detect: all}}}
              - {name: cold, if: {event.dataset: e2e.cold}, then: {route: lake}}
            """;

    private static final String NAME = "shop";
    private static final NewToken SENDER = NewToken.named(NAME);
    private static final NewToken ACCESS_KEY = NewToken.accessKeyNamed(NAME);

    private static TemporaryFolder folder;
    private static Path rules;
    private static Ports ports;
    private static Standalone standalone;
    private static SecretSenders senders;

    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        folder = new TemporaryFolder("rules");
        rules = Files.writeString(folder.path().resolve("rules.yaml"), NO_RULE);
        ports = FreePorts.find();
        int syslogPort = FreePorts.one();
        Map<String, String> services = new HashMap<>(SharedSluice.QUICK_LAKE);
        services.put("sluice.ingest.syslog.tcp-port", Integer.toString(syslogPort));
        services.put("sluice.ingest.tokens-file", tokens().toString());
        services.put("sluice.ingest.aws-secrets-file", awsSecrets().toString());
        services.put("sluice.parser.rule-files", rules.toString());
        services.put("sluice.parser.rule-refresh", "500ms");
        services.put(
                "sluice.parser.originals",
                Arrays.stream(LogFormat.values())
                        .flatMap(format -> format.dataset().stream())
                        .distinct()
                        .collect(Collectors.joining(",")));
        standalone = Standalone.start(
                StandaloneSettings.of(folder.path().resolve("data"), ports).withServices(services));
        senders = new SecretSenders(ports, syslogPort, SENDER.token(), AwsSigner.of(ACCESS_KEY.token()));
    }

    /** One sender, by a token and by an access key. */
    private static Path tokens() throws IOException {
        return Files.writeString(
                folder.path().resolve("tokens.yaml"),
                SENDER.configuration() + ACCESS_KEY.configuration().replaceFirst("(?s)^.*" + NAME + ":\\n", ""));
    }

    private static Path awsSecrets() throws IOException {
        Path secrets = Files.createFile(
                folder.path().resolve("aws.secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(secrets, ACCESS_KEY.token() + '\n');
    }

    @AfterAll
    static void stop() {
        if (standalone != null) {
            standalone.close();
        }
        folder.delete();
    }

    /** Each line holds a secret, a mail address of a domain that nothing else has, and a mark by which it is found. */
    @Test
    @Order(1)
    void whatARuleHidesIsNowhereThoughItWasEverywhereBefore() throws Exception {
        List<String> shown = senders.send("open");
        awaitMarks(shown);
        String secret = SecretSenders.domain("open");
        String hotBefore = hotStore();
        String lakeBefore = lake();
        String parsedBefore = topic(Topics.PARSED);
        assertThat(shown).allSatisfy(mark -> {
            assertThat(linesWith(mark, hotBefore))
                    .as("control: in Elasticsearch")
                    .contains(secret);
            assertThat(linesWith(mark, lakeBefore)).as("control: in the lake").contains(secret);
            assertThat(linesWith(mark, parsedBefore))
                    .as("control: on logs.parsed")
                    .contains(secret);
        });

        Files.writeString(rules, RULES);
        awaitRules();
        Instant begin = Instant.now();
        List<String> hidden = senders.send("hidden");
        awaitMarks(hidden);
        awaitLetters(2);

        String gone = SecretSenders.domain("hidden");
        assertThat(topic(Topics.RAW)).as("control: it was sent").contains(gone);
        assertThat(hotStore()).as("Elasticsearch").doesNotContain(gone);
        assertThat(lake()).as("the lake").doesNotContain(gone);
        for (String topic : topicsWithoutOriginals()) {
            assertThat(topic(topic)).as(topic).doesNotContain(gone);
        }
        assertThat(Files.readString(Path.of(System.getProperty("sluice.log"))))
                .as("what the services log")
                .doesNotContain(gone, secret);
        lettersAreShownWithout(gone, begin);
    }

    @Test
    @Order(2)
    void whatIsRoutedToTheLakeIsThereAloneAndTheLedgerIsClosed() throws Exception {
        Files.writeString(rules, RULES);
        awaitRules();
        String lines = IntStream.range(0, 50)
                .mapToObj(i -> "{\"message\":\"cold " + i + "\"}\n")
                .collect(Collectors.joining());
        post("format=json&dataset=e2e.cold", lines);
        post("format=json&dataset=e2e.warm", lines);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(SharedSluice.lakeIn(data()).count("e2e.cold", "default")).isEqualTo(50);
            assertThat(elasticsearch().count("logs-e2e.warm-default", ALL)).isEqualTo(50);
        });
        LedgerReport report = LedgerJudge.assertClosed(kafka());

        assertThat(elasticsearch().count("logs-e2e.cold-default", ALL)).isZero();
        assertThat(report.events())
                .filteredOn(row -> row.dataStream().equals("logs-e2e.cold-default"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.written()).isEqualTo(50);
                    assertThat(row.stores().get("elasticsearch").routed()).isEqualTo(50);
                    assertThat(row.stores().get("elasticsearch").stored()).isZero();
                    assertThat(row.stores().get("s3").stored()).isEqualTo(50);
                    assertThat(row.stores().values())
                            .allSatisfy(store -> assertThat(store.state()).isEqualTo(State.CLOSED));
                });
    }

    @Test
    @Order(3)
    void rulesAreTriedOnWhatWasReceivedAndNothingIsWritten() throws Exception {
        Path tried = Files.writeString(
                folder.path().resolve("tried.yaml"),
                "rules: [{name: warm, if: {event.dataset: e2e.warm}, then: drop}, {name: hide, then: {mask: {detect: email}}}]\n");
        int before = Topic.read(kafka(), Topics.PARSED).size();
        Instant now = Instant.now();

        Outcome outcome = commandLine()
                .run(
                        "rules",
                        "try",
                        tried.toString(),
                        "--from",
                        now.minusSeconds(3_600).toString(),
                        "--to",
                        now.plusSeconds(60).toString(),
                        "--max-samples",
                        "2",
                        "--json");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        JsonNode report = json.readTree(outcome.output().lines().toList().getLast());
        assertThat(report.path("complete").asBoolean()).isTrue();
        JsonNode warm = report.path("trial").path("rules").get(0);
        assertThat(warm.path("name").asString()).isEqualTo("warm");
        assertThat(warm.path("hits").asLong()).isEqualTo(50);
        assertThat(warm.path("dropped").asLong()).isEqualTo(50);
        assertThat(warm.path("bytesSaved").path("lake").asLong()).isPositive();
        assertThat(warm.path("samples").size()).isEqualTo(2);
        JsonNode hide = report.path("trial").path("rules").get(1);
        assertThat(hide.path("changed").asLong()).isGreaterThanOrEqualTo(2L * SecretSenders.COUNT);
        assertThat(report.path("trial").path("parserCpuNanosPerEvent").asDouble())
                .isPositive();
        assertThat(Topic.read(kafka(), Topics.PARSED)).hasSize(before);
    }

    /** Until a line shows that they are in force. */
    private void awaitRules() {
        int[] number = {0};
        await("the rules are in force").atMost(PATIENCE).until(() -> {
            String mark = "canary-" + System.nanoTime() + '-' + number[0]++;
            post("format=text&dataset=e2e.canary", mark + " a@b.example\n");
            await().atMost(PATIENCE).until(() -> topic(Topics.PARSED).contains(mark));
            return !linesWith(mark, topic(Topics.PARSED)).contains("a@b.example");
        });
    }

    private static void post(String query, String lines) throws IOException {
        Ingest ingest = new Ingest(URI.create("http://127.0.0.1:" + ports.ingest()));
        assertThat(ingest.post(query, lines.getBytes(UTF_8), "X-Api-Key", SENDER.token())
                        .statusCode())
                .isEqualTo(202);
    }

    private void awaitMarks(List<String> marks) {
        await("all that was sent is in both stores").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(hotStore()).contains(marks);
            assertThat(lake()).contains(marks);
        });
    }

    private void awaitLetters(int count) {
        await("dead letters")
                .atMost(PATIENCE)
                .until(() -> Topic.read(kafka(), Topics.RAW_DEAD_LETTERS).size() >= count);
    }

    /** As the command line and the console have it; whoever asks for the bytes gets them. */
    private void lettersAreShownWithout(String gone, Instant since) throws Exception {
        Outcome list = commandLine().run("dlq", "list", "--from", since.toString(), "--json");
        StringBuilder shown = new StringBuilder(list.output());
        StringBuilder bytes = new StringBuilder();
        for (String each : list.output().strip().split("\n")) {
            String letter = json.readTree(each).path("letter").asString();
            shown.append(commandLine().run("dlq", "show", letter).output());
            bytes.append(commandLine().run("dlq", "show", letter, "--value").output());
        }
        shown.append(commandLine().run("dlq", "summary").output());
        JsonNode groups = json.readTree(console("api/v1/letters", null));
        shown.append(groups);
        for (JsonNode group : groups.path("groups")) {
            String selection = json.writeValueAsString(
                    new TreeMap<>(Map.of("cause", group.path("cause"), "to", groups.path("asOf"))));
            String samples = console("api/v1/letters/samples", selection);
            assertThat(samples).as("control: a letter is shown").contains("hidden-letter-mark");
            shown.append(samples);
        }
        assertThat(bytes.toString()).as("control: the letter's own bytes").contains(gone);
        assertThat(shown.toString()).as("control: the letter is shown").contains("hidden-letter-mark");
        assertThat(shown.toString()).as("dead letters as people see them").doesNotContain(gone);
    }

    private String console(String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.console() + '/' + path))
                .timeout(Duration.ofSeconds(30));
        if (body != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private String hotStore() {
        return elasticsearch().search("logs-*", ALL).stream()
                .map(JsonNode::toString)
                .collect(Collectors.joining(DIVISION));
    }

    private String lake() {
        return SharedSluice.lakeIn(data()).events().stream()
                .map(JsonNode::toString)
                .collect(Collectors.joining(DIVISION));
    }

    /** All but those of received lines, and Kafka's own. */
    private static Set<String> topicsWithoutOriginals() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
            Set<String> topics = new TreeSet<>(admin.listTopics().names().get());
            topics.removeAll(Set.of(Topics.RAW, Topics.RAW_DEAD_LETTERS));
            assertThat(topics).contains(Topics.PARSED, Topics.PARSER_STATE, Topics.LEDGER);
            return topics;
        }
    }

    private static String topic(String name) {
        return Topic.read(kafka(), name).stream().map(ITRules::text).collect(Collectors.joining(DIVISION));
    }

    private static String text(ConsumerRecord<byte[], byte[]> each) {
        StringBuilder text = new StringBuilder();
        text.append(each.key() == null ? "" : new String(each.key(), UTF_8)).append(' ');
        each.headers()
                .forEach(header -> text.append(header.key())
                        .append('=')
                        .append(header.value() == null ? "" : new String(header.value(), UTF_8))
                        .append(' '));
        return text.append(each.value() == null ? "" : new String(each.value(), UTF_8))
                .toString();
    }

    private static String linesWith(String mark, String text) {
        return text.lines().filter(line -> line.contains(mark)).collect(Collectors.joining(DIVISION));
    }

    private static Path data() {
        return folder.path().resolve("data");
    }

    private static Elasticsearch elasticsearch() {
        return Elasticsearch.of(data(), ports);
    }

    private static String kafka() {
        return "127.0.0.1:" + ports.kafka();
    }

    private static Launcher commandLine() {
        return new Launcher(data(), 0, Map.of());
    }
}
