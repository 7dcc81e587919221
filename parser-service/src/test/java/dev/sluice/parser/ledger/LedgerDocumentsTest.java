// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.model.EventIdSecret;
import dev.sluice.model.Headers;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.operations.ledger.LedgerReport.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which rows of the books become documents, and when. */
class LedgerDocumentsTest {

    private static final Instant HOUR = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant OVER = Instant.parse("2026-03-01T11:00:00Z");

    private final List<LedgerDocument> written = new ArrayList<>();
    private boolean isAway;
    private final LedgerDocuments documents = new LedgerDocuments((rows, now) -> {
        if (isAway) {
            throw new IllegalStateException("no broker");
        }
        written.addAll(rows);
    });

    @Test
    void anHourThatIsOverIsWrittenOnce() {
        documents.write(report(0, State.CLOSED), OVER.minusMillis(1));
        assertThat(written).isEmpty();

        documents.write(report(0, State.CLOSED), OVER);
        documents.write(report(0, State.CLOSED), OVER.plusSeconds(300));

        assertThat(written)
                .extracting(LedgerDocument::row)
                .containsExactlyInAnyOrder(
                        "lines of web in default",
                        "events of logs-generic-default in elasticsearch",
                        "events of logs-generic-default in s3");
    }

    @Test
    void whatIsInFlightOrCannotBeSaidIsNotWritten() {
        documents.write(report(0, State.OPEN), OVER);
        documents.write(report(0, State.NOT_BOOKED), OVER);

        assertThat(written).extracting(LedgerDocument::row).noneMatch(row -> row.startsWith("lines"));
    }

    @Test
    void aRowWithoutFiguresIsNotWritten() {
        LedgerReport.Lines empty =
                new LedgerReport.Lines(HOUR, "-", "default", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, State.CLOSED);
        documents.write(new LedgerReport(OVER, List.of(empty), List.of(), List.of()), OVER);

        assertThat(written).isEmpty();
    }

    @Test
    void otherFiguresAreAnotherDocument() {
        documents.write(report(3, State.DIFFERENCE), OVER);
        documents.write(report(0, State.CLOSED), OVER);

        List<LedgerDocument> lines = written.stream()
                .filter(document -> document.row().startsWith("lines"))
                .toList();
        assertThat(lines).hasSize(2);
        assertThat(lines).extracting(LedgerDocumentsTest::id).doesNotHaveDuplicates();
        assertThat(lines)
                .extracting(document -> document.figures().path("difference").asLong())
                .containsExactly(3L, 0L);
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenTheNextTime() {
        isAway = true;
        assertThatIllegalStateException().isThrownBy(() -> documents.write(report(0, State.CLOSED), OVER));

        isAway = false;
        documents.write(report(0, State.CLOSED), OVER);

        assertThat(written).hasSize(3);
    }

    /** An instance that takes over does not know what was written; the ids make one document of it. */
    @Test
    void theSameFiguresHaveTheSameId() {
        documents.write(report(0, State.CLOSED), OVER);
        documents.forget();
        documents.write(report(0, State.CLOSED), OVER.plusSeconds(300));

        assertThat(written).hasSize(6);
        assertThat(written.stream().map(LedgerDocumentsTest::id).distinct()).hasSize(3);
    }

    @Test
    void aDocumentIsForElasticsearchAloneAndInNoBook() {
        documents.write(report(0, State.CLOSED), OVER);
        ProducerRecord<byte[], byte[]> record = written.stream()
                .filter(document -> document.row().endsWith("in s3"))
                .findFirst()
                .orElseThrow()
                .record(EventIdSecret.PUBLIC, "default", OVER);

        assertThat(header(record, Headers.ROUTE)).isEqualTo("elasticsearch");
        assertThat(header(record, Headers.UNBOOKED)).isEqualTo("ledger");
        assertThat(header(record, Headers.DATA_STREAM)).isEqualTo("logs-sluice.ledger-default");
        assertThat(record.timestamp()).isEqualTo(OVER.toEpochMilli());
        JsonNode json = JsonMapper.shared().readTree(record.value());
        assertThat(json.path("@timestamp").asString()).isEqualTo(HOUR.toString());
        assertThat(json.at("/event/created").asString()).isEqualTo(OVER.toString());
        assertThat(json.at("/event/id").asString()).isEqualTo(new String(record.key(), UTF_8));
        assertThat(json.at("/message").asString()).isEqualTo("events of logs-generic-default in s3: closed");
        assertThat(json.at("/sluice/ledger/book").asString()).isEqualTo("s3");
        assertThat(json.at("/sluice/ledger/stored").asLong()).isEqualTo(8);
    }

    private static String id(LedgerDocument document) {
        return new String(document.record(EventIdSecret.PUBLIC, "default", OVER).key(), UTF_8);
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static LedgerReport report(long missing, State state) {
        LedgerReport.Lines lines =
                new LedgerReport.Lines(HOUR, "web", "default", 10, 0, 0, 0, 0, 0, 10 - missing, 0, 0, missing, state);
        Store elasticsearch = new Store(10, 0, 0, 0, 0, 0, 0, 0, true, State.CLOSED);
        Store lake = new Store(8, 0, 2, 0, 0, 0, 0, 0, true, State.CLOSED);
        LedgerReport.Events events = new LedgerReport.Events(
                HOUR, "logs-generic-default", 10, Map.of("elasticsearch", elasticsearch, "s3", lake));
        return new LedgerReport(OVER, List.of(lines), List.of(events), List.of());
    }
}
