// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.sink.driver.EventRows;
import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.driver.StoreStatus;
import dev.sluice.sink.elasticsearch.DocumentOrigin.FromLake;
import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What a delivery does about each answer, with answers that were prepared. */
class BulkDeliveryTest {

    private static final String STREAM = "logs-apache.access-default";
    private static final String STORED = "{\"items\":[{\"create\":{\"_index\":\".ds-2\",\"status\":201}}]}";
    private static final String NO_ROOM =
            "{\"items\":[{\"create\":{\"status\":400,\"error\":{\"type\":\"validation_exception\",\"reason\":\"this"
                    + " action would add [2] shards\"}}}]}";

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Deque<String> bulkAnswers = new ArrayDeque<>();
    private final List<String> deadLetters = new ArrayList<>();
    private final StoreStatus status = new StoreStatus("elasticsearch", Clock.systemUTC());
    private volatile List<String> backing = List.of(".ds-1", ".ds-2");
    private volatile List<String> copies = List.of();
    private HttpServer server;
    private NodeClients nodes;
    private BulkDelivery delivery;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            exchange.getRequestBody().readAllBytes();
            requests.add(path);
            byte[] answer = answerTo(path).getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        ElasticsearchSettings settings = new Binder(new MapConfigurationPropertySource(Map.of(
                        "es.uris", "http://127.0.0.1:" + server.getAddress().getPort(),
                        "es.request-timeout", "6s",
                        "es.retry.first", "1ms",
                        "es.retry.max", "5ms",
                        "es.consumer.group", "test")))
                .bindOrCreate("es", ElasticsearchSettings.class);
        nodes = new NodeClients(settings, null);
        SinkMetrics metrics =
                new SinkMetrics(new SimpleMeterRegistry(), "elasticsearch", Clock.systemUTC(), status, Tracing.off());
        AdaptiveConcurrency concurrency = new AdaptiveConcurrency(settings.bulk(), 1);
        delivery = new BulkDelivery(
                new BulkSender(nodes, concurrency, settings.bulkTimeout(), metrics),
                concurrency,
                new RolloverDedup(nodes),
                new DocumentRepair(IndexTemplate.mappings()),
                (origin, reason, message, attempts) -> deadLetters.add(message),
                status,
                metrics,
                settings.retry());
    }

    @AfterEach
    void stop() throws IOException {
        nodes.close();
        server.stop(0);
    }

    @Test
    void elasticsearchGivesABulkUpWellBeforeTheClientDoes() throws Exception {
        bulkAnswers.add(STORED);

        delivery.deliver(bulk(), () -> true);

        assertThat(requests).singleElement().asString().startsWith("/_bulk").contains("timeout=2000ms");
    }

    /** Another owner of the partition may have sent the same documents since, to an older backing index. */
    @Test
    void whatWasHeldTooLongIsLookedUpBeforeItIsSent() throws Exception {
        copies = List.of(".ds-1");

        delivery.deliver(bulk(), () -> false);

        assertThat(requests).noneMatch(path -> path.startsWith("/_bulk")).anyMatch(path -> path.startsWith("/_mget"));
    }

    /** The pause came after the look: whoever is told of a new owner meanwhile would never read the answer, and not delete the second copy. */
    @Test
    void whatIsNotKnownToBeItsOwnIsNotSent() throws Exception {
        bulkAnswers.add(STORED);
        Iterator<Boolean> owned =
                List.of(true, false, false, false, false, true, true).iterator();

        delivery.deliver(bulk(), owned::next);

        assertThat(requests).hasSize(5);
        assertThat(requests.subList(0, 4)).noneMatch(path -> path.startsWith("/_bulk"));
        assertThat(requests.getLast()).startsWith("/_bulk");
    }

    /** The pause came while it was sent: the second copy is deleted. */
    @Test
    void whatWasHeldTooLongWhileItWasSentIsLookedUpAfterwards() throws Exception {
        bulkAnswers.add(STORED);
        bulkAnswers.add(
                "{\"errors\":false,\"took\":1,\"items\":[{\"delete\":{\"_index\":\".ds-2\",\"_id\":\"x\",\"status\":200}}]}");
        copies = List.of(".ds-1", ".ds-2");
        Iterator<Boolean> owned = List.of(true, true, false).iterator();

        delivery.deliver(bulk(), owned::next);

        assertThat(requests.stream().filter(path -> path.startsWith("/_bulk")))
                .as("a create, and a delete")
                .hasSize(2);
        assertThat(bulkAnswers).isEmpty();
    }

    /** A cluster with as many shards as it may have answers 400 to the first document of a new data stream, whatever the document. */
    @Test
    void aClusterWithoutRoomForADataStreamIsAnOutageAndNoDeadLetter() throws Exception {
        backing = List.of();
        bulkAnswers.add(NO_ROOM);
        bulkAnswers.add(NO_ROOM);
        bulkAnswers.add(STORED);

        delivery.deliver(bulk(), () -> true);

        assertThat(deadLetters).isEmpty();
        assertThat(bulkAnswers).isEmpty();
    }

    @Test
    void aDocumentThatIsRejectedByItsDataStreamIsADeadLetter() throws Exception {
        bulkAnswers.add(NO_ROOM);

        delivery.deliver(bulk(), () -> true);

        assertThat(deadLetters).singleElement().asString().startsWith("400 validation_exception");
    }

    private static Bulk bulk() {
        String json =
                "{\"@timestamp\":\"2026-03-01T00:00:00Z\",\"data_stream\":{\"type\":\"logs\",\"dataset\":\"apache.access\",\"namespace\":\"default\"}}";
        Document document = Document.of(
                new FromLake("AV5FybLAujyKRE0LUTtNHg".getBytes(UTF_8)), STREAM, json.getBytes(UTF_8), false);
        return new Bulk(List.of(document), List.of(), new Receipts(), new EventRows(), 1, json.length());
    }

    private String answerTo(String path) {
        if (path.startsWith("/_bulk")) {
            return bulkAnswers.remove();
        }
        if (path.startsWith("/_resolve/index")) {
            return backing.isEmpty()
                    ? "{\"indices\":[],\"aliases\":[],\"data_streams\":[]}"
                    : "{\"indices\":[],\"aliases\":[],\"data_streams\":[{\"name\":\"" + STREAM
                            + "\",\"backing_indices\":[\"" + String.join("\",\"", backing)
                            + "\"],\"timestamp_field\":\"@timestamp\"}]}";
        }
        List<String> found = new ArrayList<>();
        for (String index : backing) {
            found.add("{\"_index\":\"" + index + "\",\"_id\":\"AV5FybLAujyKRE0LUTtNHg\",\"found\":"
                    + copies.contains(index) + '}');
        }
        return "{\"docs\":[" + String.join(",", found) + "]}";
    }
}
