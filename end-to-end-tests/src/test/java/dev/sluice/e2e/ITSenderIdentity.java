// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.ingest.auth.NewToken;
import dev.sluice.standalone.Ports;
import dev.sluice.standalone.Standalone;
import dev.sluice.standalone.StandaloneSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who has sent a line is known by the token alone, in both stores: senders can neither say that they are another, nor take another's lines away. */
class ITSenderIdentity {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ALL = "{\"match_all\":{}}";

    private static final NewToken TEAM_A = NewToken.named("team-a");
    private static final NewToken TEAM_B = NewToken.named("team-b");

    /** What Sluice alone writes. */
    private static final List<String> LABELS = List.of(
            "syslog_source",
            "bulk_index",
            "loki_tenant",
            "firehose_arn",
            "kinesis_stream",
            "delivery_stream",
            "requested_dataset",
            "sluice",
            "sluice.sender",
            "sluice_anything");

    private static final NewToken KEY_OF_TEAM_A = NewToken.accessKeyNamed("team-a");

    private static TemporaryFolder folder;
    private static Ports ports;
    private static int syslogPort;
    private static Standalone standalone;

    @BeforeAll
    static void start() throws IOException {
        folder = new TemporaryFolder("senders");
        Path tokens = Files.writeString(
                folder.path().resolve("tokens.yaml"),
                TEAM_A.configuration()
                        + KEY_OF_TEAM_A.configuration().replaceFirst("(?s)^.*team-a:\\n", "")
                        + TEAM_B.configuration().replace("tokens:\n", ""));
        Path secrets = Files.createFile(
                folder.path().resolve("aws.secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secrets, KEY_OF_TEAM_A.token() + '\n');
        ports = FreePorts.find();
        syslogPort = FreePorts.one();
        Map<String, String> services = new HashMap<>(SharedSluice.QUICK_LAKE);
        services.put("sluice.ingest.tokens-file", tokens.toString());
        services.put("sluice.ingest.aws-secrets-file", secrets.toString());
        services.put("sluice.ingest.syslog.tcp-port", Integer.toString(syslogPort));
        standalone = Standalone.start(
                StandaloneSettings.of(folder.path().resolve("data"), ports).withServices(services));
    }

    @AfterAll
    static void stop() {
        if (standalone != null) {
            standalone.close();
        }
        folder.delete();
    }

    /** A header would be a label as it stands: it is not taken at all. */
    @Test
    void headersOfTheServicesLabelsAreRejected() throws Exception {
        for (String label : LABELS) {
            assertThat(post(TEAM_A, "a line\n", "X-Sluice-Label-" + label, "forged"))
                    .as(label)
                    .isEqualTo(400);
        }
        assertThat(post(TEAM_A, "a line\n", "X-Sluice-Sender", "team-b")).isEqualTo(400);
    }

    /** B uses the key that A is going to use, and claims a stream of A's at a huge offset. */
    @Test
    void anotherSendersKeyAndStreamHideNothing() throws Exception {
        send(TEAM_B, "x\nx\nx\n", "Idempotency-Key", "nightly");
        send(TEAM_A, "1\n2\n3\n4\n", "Idempotency-Key", "nightly");
        send(TEAM_B, "claimed\n", "X-Sluice-Stream", "web-1/app", "X-Sluice-Offset", Long.toString(1L << 40));
        send(TEAM_A, "5\n6\n", "X-Sluice-Stream", "web-1/app", "X-Sluice-Offset", "0");
        send(TEAM_A, "1\n2\n3\n4\n", "Idempotency-Key", "nightly");

        String[] lines = {"x", "x", "x", "1", "2", "3", "4", "claimed", "5", "6"};
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hot().stream().filter(ITSenderIdentity::isOfTeams))
                        .extracting(event -> event.path("message").asString())
                        .containsExactlyInAnyOrder(lines));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(lake().events("generic", "teams"))
                        .extracting(event -> event.path("message").asString())
                        .containsExactlyInAnyOrder(lines));
        assertThat(lake().events("generic", "teams"))
                .allSatisfy(event -> assertThat(event.at("/sluice/sender").asString())
                        .isEqualTo(
                                List.of("x", "claimed")
                                                .contains(event.path("message").asString())
                                        ? "team-b"
                                        : "team-a"));
        LedgerJudge.assertClosed(kafka());
    }

    /** In documents, labels, attributes, streams and structured data: what the services say of a line, a sender can say nowhere. */
    @Test
    void noReceiverTakesASendersWordForTheServices() throws Exception {
        List<String> marks = new ForgingSenders(
                        ports.ingest(),
                        ports.ingestGrpc(),
                        syslogPort,
                        TEAM_A.token(),
                        AwsSigner.of(KEY_OF_TEAM_A.token()),
                        LABELS)
                .send();

        List<List<JsonNode>> stores = new ArrayList<>();
        await().atMost(PATIENCE).untilAsserted(() -> {
            stores.clear();
            stores.add(marked(hot(), marks));
            stores.add(marked(lake().events(), marks));
            assertThat(stores)
                    .allSatisfy(events -> assertThat(events)
                            .extracting(event -> event.path("message").asString())
                            .containsExactlyInAnyOrderElementsOf(marks));
        });
        for (List<JsonNode> events : stores) {
            assertThat(events).allSatisfy(ITSenderIdentity::assertNotForged);
        }
        LedgerJudge.assertClosed(kafka());
    }

    private static List<JsonNode> marked(List<JsonNode> events, List<String> marks) {
        return events.stream()
                .filter(event -> marks.contains(event.path("message").asString()))
                .toList();
    }

    private static void assertNotForged(JsonNode event) {
        String sent = event.path("message").asString();
        // Who sends syslog has no token.
        assertThat(event.at("/sluice/sender").asString()).as(sent).isEqualTo(sent.endsWith("syslog") ? "" : "team-a");
        assertThat(event.path("sluice").toString()).as(sent).doesNotContain(ForgingSenders.FORGED);
        for (String label : LABELS) {
            assertThat(event.path("labels").path(label).asString(""))
                    .as(sent + ": label " + label)
                    .isNotEqualTo(ForgingSenders.FORGED);
            assertThat(event.has("labels." + label)).as(sent + ": " + label).isFalse();
        }
        assertThat(event.has("sluice.sender")).as(sent).isFalse();
    }

    private static boolean isOfTeams(JsonNode event) {
        return event.at("/data_stream/namespace").asString().equals("teams");
    }

    private static void send(NewToken sender, String body, String... headers) throws IOException {
        assertThat(post(sender, body, headers)).isEqualTo(202);
    }

    private static int post(NewToken sender, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("X-Api-Key", sender.token()));
        all.addAll(Arrays.asList(headers));
        return new Ingest(URI.create("http://127.0.0.1:" + ports.ingest()))
                .post("format=text&namespace=teams", body.getBytes(UTF_8), all.toArray(String[]::new))
                .statusCode();
    }

    private static List<JsonNode> hot() {
        return Elasticsearch.of(folder.path().resolve("data"), ports).search("logs-*", ALL).stream()
                .map(hit -> hit.path("_source"))
                .toList();
    }

    private static Lake lake() {
        return SharedSluice.lakeIn(folder.path().resolve("data"));
    }

    private static String kafka() {
        return "127.0.0.1:" + ports.kafka();
    }
}
