// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Ecs;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import dev.sluice.model.Store;
import dev.sluice.model.Topics;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of a book as an event of the dataset {@value #DATASET}, for Elasticsearch alone. Its time is the row's hour, and its id is made of what it
 * says: the same figures found twice are one document, other figures are another, and the one of the latest {@code event.created} holds.
 *
 * @param row names the book and the row in it
 * @param figures what the row says
 */
public record LedgerDocument(Instant hour, State state, String row, ObjectNode figures) {

    public static final String DATASET = "sluice.ledger";

    private static final byte[] WRITER = "ledger".getBytes(UTF_8);
    private static final String LINES = "lines";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** All rows of both books, one for each store. */
    public static List<LedgerDocument> of(LedgerReport report) {
        List<LedgerDocument> documents = new ArrayList<>();
        report.lines().forEach(row -> documents.add(lines(row)));
        for (LedgerReport.Events row : report.events()) {
            row.stores().forEach((name, store) -> documents.add(events(row, name, store)));
        }
        return documents;
    }

    private static LedgerDocument lines(LedgerReport.Lines row) {
        ObjectNode figures = begin(LINES, row.state());
        figures.put("sender", row.sender()).put("namespace", row.namespace());
        figures.put("lines", row.lines()).put("split", row.split()).put("repeats", row.repeats());
        figures.put("dropped", row.dropped()).put("sampled", row.sampled()).put("dead_letters", row.deadLetters());
        figures.put("events", row.events()).put("skipped", row.skipped());
        end(figures, row.inFlight(), row.difference());
        return new LedgerDocument(
                row.hour(), row.state(), "lines of " + row.sender() + " in " + row.namespace(), figures);
    }

    private static LedgerDocument events(LedgerReport.Events row, String name, LedgerReport.Store store) {
        ObjectNode figures = begin(name, store.state());
        figures.put("data_stream", row.dataStream()).put("written", row.written());
        figures.put("stored", store.stored()).put("replays", store.replays()).put("routed", store.routed());
        figures.put("dead_letters", store.deadLetters()).put("expired", store.expired());
        figures.put("erased", store.erased());
        figures.put("same_events", store.sameEvents());
        end(figures, store.inFlight(), store.difference());
        return new LedgerDocument(row.hour(), store.state(), "events of " + row.dataStream() + " in " + name, figures);
    }

    private static ObjectNode begin(String book, State state) {
        return JSON.createObjectNode()
                .put("book", book)
                .put("state", state.name().toLowerCase(Locale.ROOT));
    }

    private static void end(ObjectNode figures, long inFlight, long difference) {
        figures.put("in_flight", inFlight).put("difference", difference);
    }

    /** Whether the row says nothing yet: its chunk was met while the parser had it. */
    boolean isEmpty() {
        return figures.valueStream().filter(JsonNode::isNumber).allMatch(figure -> figure.asLong() == 0);
    }

    /**
     * What is written to {@code logs.parsed}.
     *
     * @param now when it was found
     */
    public ProducerRecord<byte[], byte[]> record(EventIdSecret secret, String namespace, Instant now) {
        String id = EventIds.ofReport(secret, hour + " " + row + ' ' + figures).id(hour.toEpochMilli(), 0);
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.DATA_STREAM, ("logs-" + DATASET + '-' + namespace).getBytes(UTF_8));
        headers.add(Headers.UNBOOKED, WRITER);
        headers.add(Headers.ROUTE, Store.ELASTICSEARCH.headerValue());
        return new ProducerRecord<>(
                Topics.PARSED, null, now.toEpochMilli(), id.getBytes(UTF_8), json(id, namespace, now), headers);
    }

    private byte[] json(String id, String namespace, Instant now) {
        ObjectNode event = JSON.createObjectNode();
        event.put("@timestamp", hour.toString());
        event.putObject("ecs").put("version", Ecs.VERSION);
        event.putObject("data_stream")
                .put("type", "logs")
                .put("dataset", DATASET)
                .put("namespace", namespace);
        event.put("message", row + ": " + figures.path("state").asString());
        event.putObject("event")
                .put("kind", "metric")
                .put("dataset", DATASET)
                .put("id", id)
                .put("created", now.toString())
                .put("ingested", now.toString());
        event.putObject("sluice").set("ledger", figures);
        return JSON.writeValueAsBytes(event);
    }
}
