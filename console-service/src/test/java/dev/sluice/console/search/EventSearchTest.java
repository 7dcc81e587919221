// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.console.ProblemException;
import dev.sluice.console.search.EventSearch.Bar;
import dev.sluice.console.search.EventSearch.Found;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventSearchTest {

    private static final Instant TO = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant FROM = TO.minus(Duration.ofHours(2));

    private HttpServer server;
    private EventSearch search;
    private volatile JsonNode asked;
    private volatile String path;
    private volatile String authorization;
    private int code = 200;
    private final AtomicInteger unavailable = new AtomicInteger();
    private String answer = """
            {"hits":{"total":{"value":10000,"relation":"gte"},"hits":[{"_id":"a","_index":"i","_source":{"message":"m"}}]},
             "aggregations":{"time":{"buckets":[{"key":1796000000000,"doc_count":3}]}}}""";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            path = exchange.getRequestURI().toString();
            authorization = exchange.getRequestHeaders().getFirst("Authorization");
            asked = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(unavailable.getAndDecrement() > 0 ? 503 : code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        search = new EventSearch(
                new SearchSettings(address, "logs-*", "reader", "secret", null, null, Duration.ofSeconds(10)),
                new DefaultSslBundleRegistry(),
                JsonMapper.shared());
    }

    @AfterEach
    void stop() {
        search.close();
        server.stop(0);
    }

    @Test
    void asksForTheSpanAndTheQueryAndReadsWhatIsFound() {
        Found found = search.search("host.name:web", FROM, TO, 7);

        assertThat(path).startsWith("/logs-*/_search?");
        assertThat(authorization).isEqualTo("Basic cmVhZGVyOnNlY3JldA==");
        assertThat(asked.path("size").asInt()).isEqualTo(7);
        assertThat(asked.at("/query/bool/filter/0/range/@timestamp/gte").asString())
                .isEqualTo("2026-11-29T10:00:00Z");
        assertThat(asked.at("/query/bool/filter/1/query_string/query").asString())
                .isEqualTo("host.name:web");
        assertThat(asked.at("/aggs/time/date_histogram/fixed_interval").asString())
                .isEqualTo("120s");
        assertThat(found.total()).isEqualTo(10_000);
        assertThat(found.more()).isTrue();
        assertThat(found.hits())
                .singleElement()
                .satisfies(hit ->
                        assertThat(hit.event().path("message").asString()).isEqualTo("m"));
        assertThat(found.histogram()).containsExactly(new Bar(Instant.ofEpochMilli(1_796_000_000_000L), 3));
    }

    @Test
    void anEmptyQueryIsNoFilter() {
        search.search(" ", FROM, TO, 1);

        assertThat(asked.at("/query/bool/filter")).hasSize(1);
    }

    @Test
    void aQueryThatCannotBeReadIsToldWithTheReason() {
        code = 400;
        answer = """
                {"error":{"root_cause":[{"reason":"Failed to parse query [a:]"}]}}""";

        assertThatThrownBy(() -> search.search("a:", FROM, TO, 1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST))
                .hasMessage("Elasticsearch answers 400: Failed to parse query [a:]");
    }

    /** As it is for a moment when an index is made. */
    @Test
    void whatIsNotAvailableForAMomentIsAskedForAgain() {
        unavailable.set(2);

        assertThat(search.search("", FROM, TO, 1).hits()).hasSize(1);
    }

    @Test
    void aStoreThatIsAwayIsTold() {
        server.stop(0);

        assertThatThrownBy(() -> search.search("", FROM, TO, 1))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("Elasticsearch does not answer at http://127.0.0.1:");
    }
}
