// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ledger of a pipeline in which nothing is wrong. */
@ExtendWith(LedgerJudge.class)
class ITLedger {

    private static final String NAMESPACE = "ledger_books";
    private static final String LINE = "192.0.2.1 - - [10/Oct/2020:13:55:36 +0000] \"GET /%d HTTP/1.1\" 200 5\n";

    private final SharedSluice sluice = SharedSluice.get();

    @Test
    void whatWasSentIsInBothBooks() throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            body.append(LINE.formatted(i)).append(i % 100 == 0 ? "no access line\n\n\r\n" : "");
        }
        send(NAMESPACE, body.toString(), "ledger-1");
        send(NAMESPACE, body.toString(), "ledger-1");

        LedgerReport report = LedgerJudge.assertClosed(sluice.kafka());

        assertThat(report.lines())
                .filteredOn(row -> row.namespace().equals(NAMESPACE))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.lines()).isEqualTo(2_020);
                    assertThat(row.repeats()).isEqualTo(1_010);
                    assertThat(row.deadLetters()).isEqualTo(10);
                    assertThat(row.events()).isEqualTo(1_000);
                    assertThat(row.state()).isEqualTo(State.CLOSED);
                });
        assertThat(report.events())
                .filteredOn(row -> row.dataStream().equals("logs-apache.access-" + NAMESPACE))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.written()).isEqualTo(1_000);
                    assertThat(row.stores()).containsOnlyKeys("elasticsearch", "s3");
                    assertThat(row.stores().values()).allSatisfy(store -> {
                        assertThat(store.stored()).isEqualTo(1_000);
                        assertThat(store.state()).isEqualTo(State.CLOSED);
                    });
                });
    }

    @Test
    void theCommandLineSaysSo() throws Exception {
        String namespace = "ledger_command";
        send(namespace, LINE.formatted(0), "ledger-2");
        LedgerJudge.assertClosed(sluice.kafka());

        Launcher.Outcome books = sluice.commandLine().run("ledger");
        Launcher.Outcome json = sluice.commandLine().run("ledger", "--dataset", "apache.access", "--json");

        assertThat(books.output()).contains("Everything is accounted for.", "logs-apache.access-" + namespace);
        assertThat(books.output()).doesNotContain("WARN");
        assertThat(books.exitCode()).isZero();
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(json.output())
                        .path("lines")
                        .size())
                .isZero();
        assertThat(json.output()).contains("\"dataStream\":\"logs-apache.access-" + namespace + '"');
    }

    /** What happens in the stores themselves, only a recount sees. */
    @Test
    void aRecountNamesWhatWasDeletedAndWhatIsThereTwice() throws Exception {
        String namespace = "ledger_check";
        send(namespace, LINE.formatted(0) + LINE.formatted(1), "ledger-3");
        LedgerJudge.assertClosed(sluice.kafka());
        String hour = Instant.now().toString();
        String dataStream = "logs-apache.access-" + namespace;
        // Stored is not yet searchable: the recount has it refreshed.
        assertThat(check(hour).output()).doesNotContain(dataStream);
        List<JsonNode> documents = sluice.elasticsearch().search(dataStream, "{\"match_all\":{}}");
        assertThat(documents).hasSize(2);
        String id = documents.getFirst().path("_id").asString();

        sluice.elasticsearch().delete(documents.getFirst());
        Path object = sluice.lake().objects().stream()
                .filter(path -> path.toString().contains("/namespace=" + namespace + '/'))
                .findFirst()
                .orElseThrow();
        Path copy = object.resolveSibling(object.getFileName().toString().replace("logs.parsed-", "logs.parsed-1"));
        Files.copy(object, copy);
        Launcher.Outcome doubled = check(hour);
        Files.delete(copy);
        Files.delete(object);
        Launcher.Outcome deleted = check(hour);

        assertThat(doubled.exitCode()).isOne();
        assertThat(doubled.output())
                .contains("missing " + id + ' ' + dataStream + ", 0 times there")
                .contains("doubled " + id + ' ' + dataStream + ", 2 times there");
        assertThat(deleted.output().lines().filter(line -> line.contains(dataStream)))
                .as("one document and two events of the object")
                .hasSize(3)
                .allMatch(line -> line.contains("missing"));
    }

    private Launcher.Outcome check(String hour) throws Exception {
        return sluice.commandLine().run("ledger", "check", "--hour", hour, "--dataset", "apache.access");
    }

    private void send(String namespace, String body, String key) throws Exception {
        assertThat(sluice.ingest()
                        .post(
                                "format=apache_common&namespace=" + namespace,
                                body.getBytes(UTF_8),
                                "Idempotency-Key",
                                key)
                        .statusCode())
                .isEqualTo(202);
    }
}
