// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.EventIdSecret;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.parser.ledger.LedgerDocument;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs what Kibana's saved objects ask for, on events of each kind in a namespace of their own. */
@ExtendWith(LedgerJudge.class)
class ITKibana {

    private static final String NAMESPACE = "kibana";
    private static final String INDICES = "logs-*-" + NAMESPACE;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> NUMBERS =
            Set.of("byte", "short", "integer", "long", "float", "double", "unsigned_long");

    /** A line as a server writes it, and what the enrichments add, which are off here. */
    private static final Map<String, String> LINES = Map.of(
            "format=apache_combined",
            "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /shop?a=b HTTP/1.1\" 404 512 \"https://example.com/\" \"curl/8.5.0\"\n",
            "format=json&dataset=apache.access",
            """
            {"@timestamp":"2026-10-10T13:55:37Z","source":{"address":"192.0.2.2","ip":"192.0.2.2","geo":{"location":{"lat":52.5,"lon":13.4}}},\
            "url":{"path":"/pay","original":"/pay"},"http":{"request":{"method":"POST"},"response":{"status_code":500,"body":{"bytes":77}}},\
            "user_agent":{"name":"Firefox","os":{"name":"Linux","version":"6.1"}},"host":{"name":"web-1"}}
            """,
            "format=apache_error",
            "[Sat Oct 10 13:55:38.000000 2026] [core:error] [pid 1:tid 2] [client 192.0.2.1:4711] AH00126: Invalid URI in request GET /..\n",
            "format=syslog",
            "<11>1 2026-10-10T13:55:39Z web-1 sshd 42 - - Connection closed\n",
            "format=json&dataset=odd",
            "{\"@timestamp\":\"2026-10-10T13:55:40Z\",\"http\":{\"response\":{\"status_code\":\"none\"}},\"message\":\"odd\"}\n");

    private static Elasticsearch elasticsearch;
    private static JsonNode fields;

    @BeforeAll
    static void driveLines() throws IOException {
        SharedSluice sluice = SharedSluice.get();
        elasticsearch = sluice.elasticsearch();
        for (Map.Entry<String, String> line : LINES.entrySet()) {
            send(sluice, line.getKey(), line.getValue());
        }
        // The bytes between the two were never sent.
        for (String offset : List.of("0", "4096")) {
            send(sluice, "format=text&dataset=gappy", "line\n", offset);
        }
        sendLedger(sluice);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            // The event that tells of the gap is in the namespace of its stream.
            // What the detector says of their minutes comes some time later.
            assertThat(elasticsearch.count(
                            "logs-*-" + NAMESPACE,
                            "{\"bool\":{\"must_not\":{\"term\":{\"event.dataset\":\"sluice.traffic\"}}}}"))
                    .isEqualTo(LINES.size() + 4);
            assertThat(elasticsearch.count("logs-sluice.gaps-" + NAMESPACE, "{\"match_all\":{}}"))
                    .isEqualTo(1);
        });
        fields =
                elasticsearch.ask("/" + INDICES + "/_field_caps?fields=*", "{}").path("fields");
    }

    /** As the parser writes it once the hour is over. */
    private static void sendLedger(SharedSluice sluice) {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        LedgerReport report = new LedgerReport(
                Instant.now(),
                List.of(new LedgerReport.Lines(
                        hour, "web", NAMESPACE, 10, 0, 1, 0, 0, 1, 7, 0, 0, 1, LedgerReport.State.DIFFERENCE)),
                List.of(),
                List.of());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", sluice.kafka()), new ByteArraySerializer(), new ByteArraySerializer())) {
            LedgerDocument.of(report)
                    .forEach(
                            document -> producer.send(document.record(EventIdSecret.PUBLIC, NAMESPACE, Instant.now())));
        }
    }

    private static void send(SharedSluice sluice, String query, String line, String... offset) throws IOException {
        String[] headers = offset.length == 0
                ? new String[] {"X-Sluice-Host", "web-1", "X-Sluice-Path", "/var/log/apache2/error.log"}
                : new String[] {
                    "X-Sluice-Stream",
                    "kibana-gap",
                    "X-Sluice-Offset",
                    offset[0],
                    "X-Sluice-Host",
                    "web-1",
                    "X-Sluice-Path",
                    "/var/log/app.log"
                };
        assertThat(sluice.ingest()
                        .post(query + "&namespace=" + NAMESPACE, line.getBytes(UTF_8), headers)
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void panelsUseFieldsThatAreThereAndFindSomething() throws IOException {
        List<String> wrong = new ArrayList<>();
        int panels = 0;
        for (JsonNode dashboard : KibanaObjectsTest.dashboards()) {
            String filter = JSON.readTree(dashboard
                            .at("/attributes/kibanaSavedObjectMeta/searchSourceJSON")
                            .asString())
                    .at("/query/query")
                    .asString();
            for (JsonNode panel : KibanaObjectsTest.panels(dashboard)) {
                JsonNode attributes = panel.at("/embeddableConfig/attributes");
                panels++;
                String title = dashboard.at("/attributes/title").asString() + " / "
                        + panel.path("title").asString();
                if (attributes.isMissingNode()) {
                    if (!findsSomething(shownBy(panel, dashboard), filter)) {
                        wrong.add(title + " shows nothing");
                    }
                    continue;
                }
                LensSearch search = new LensSearch(attributes, filter);
                wrong.addAll(wrongColumns(title, search.columns()));
                wrong.addAll(unknown(
                        title,
                        LensSearch.fieldsOf(attributes.at("/state/query/query").asString())));
                if (!search.showsSomethingOf(search(search.body()))) {
                    wrong.add(title + " shows nothing: " + search.body());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(panels).isGreaterThan(30);
    }

    @Test
    void searchesFindEventsWithTheirColumns() throws IOException {
        for (JsonNode object : ofType("search")) {
            Set<String> columns = new HashSet<>(LensSearch.fieldsOf(queryOf(object)));
            object.at("/attributes/columns").forEach(column -> columns.add(column.asString()));
            assertThat(unknown(object.path("id").asString(), columns)).isEmpty();
            assertThat(findsSomething(object, ""))
                    .as(object.path("id").asString())
                    .isTrue();
        }
    }

    @Test
    void controlsHaveWordsToChooseFrom() throws IOException {
        for (JsonNode dashboard : KibanaObjectsTest.dashboards()) {
            for (JsonNode control : KibanaObjectsTest.controls(dashboard)) {
                String field = control.at("/explicitInput/fieldName").asString();
                JsonNode answer = search(
                        JSON.readTree("{\"size\":0,\"aggs\":{\"words\":{\"terms\":{\"field\":\"" + field + "\"}}}}"));
                assertThat(answer.at("/aggregations/words/buckets")).as(field).isNotEmpty();
            }
        }
    }

    /** The search or map that a panel refers to. */
    private static JsonNode shownBy(JsonNode panel, JsonNode dashboard) throws IOException {
        String name = panel.path("panelIndex").asString()
                + ':'
                + panel.path("panelRefName").asString();
        String id = dashboard
                .path("references")
                .valueStream()
                .filter(reference -> reference.path("name").asString().equals(name))
                .map(reference -> reference.path("id").asString())
                .findFirst()
                .orElseThrow();
        return KibanaObjectsTest.objects().stream()
                .filter(object -> object.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static boolean findsSomething(JsonNode object, String filter) {
        JsonNode answer = search(JSON.createObjectNode()
                .put("size", 1)
                .set("query", LensSearch.query(List.of(filter, queryOf(object)))));
        return !answer.at("/hits/hits").isEmpty();
    }

    private static String queryOf(JsonNode object) {
        JsonNode attributes = object.path("attributes");
        return object.path("type").asString().equals("map")
                ? JSON.readTree(attributes.path("layerListJSON").asString())
                        .at("/1/query/query")
                        .asString()
                : JSON.readTree(attributes
                                .at("/kibanaSavedObjectMeta/searchSourceJSON")
                                .asString())
                        .at("/query/query")
                        .asString();
    }

    @Test
    void mapsFindPlaces() throws IOException {
        for (JsonNode object : ofType("map")) {
            JsonNode layer = JSON.readTree(
                            object.at("/attributes/layerListJSON").asString())
                    .get(1);
            String field = layer.at("/sourceDescriptor/geoField").asString();
            assertThat(fields.path(field).propertyNames()).containsExactly("geo_point");

            JsonNode answer = search(JSON.readTree("""
                    {"size":0,"query":%s,"aggs":{"grid":{"geotile_grid":{"field":"%s","precision":5}}}}""".formatted(
                            LensSearch.query(List.of(layer.at("/query/query").asString())), field)));

            assertThat(answer.at("/aggregations/grid/buckets")).isNotEmpty();
        }
    }

    /** The fields that Elastic's own Apache dashboard asks for, of the kind that its panels need. */
    @Test
    void elasticsOwnApacheDashboardFindsItsFields() {
        List<String> aggregated = List.of(
                "http.response.status_code",
                "user_agent.name",
                "user_agent.os.name",
                "user_agent.os.version",
                "source.address",
                "url.original",
                "host.hostname",
                "log.level",
                "apache.error.module",
                "data_stream.dataset");
        assertThat(aggregated)
                .allMatch(field -> fields.path(field)
                        .valueStream()
                        .anyMatch(type -> type.path("aggregatable").asBoolean()));
        assertThat(unknown("Elastic's", List.of("message", "source.geo.location")))
                .isEmpty();
        assertThat(KibanaObjectsTest.FOLDER.resolve("objects.yaml")).content().contains("data-view: logs-*");
    }

    /** The checks above can fail. */
    @Test
    void whatIsNotThereIsFound() throws IOException {
        JsonNode panel = KibanaObjectsTest.panels(KibanaObjectsTest.dashboards().getFirst())
                .get(6)
                .at("/embeddableConfig/attributes");
        String spoiled = panel.toString().replace("http.response.status_code", "http.response.status");
        String unaggregated = panel.toString().replace("http.response.status_code", "message");
        String words = panel.toString().replace("http.response.status_code", "url.path");

        assertThat(panel.toString()).contains("http.response.status_code");
        for (String wrong : List.of(spoiled, unaggregated, words)) {
            assertThat(wrongColumns("x", new LensSearch(JSON.readTree(wrong), "").columns()))
                    .isNotEmpty();
        }
        LensSearch empty = new LensSearch(JSON.readTree(spoiled), "");
        assertThat(empty.showsSomethingOf(search(empty.body()))).isFalse();
        LensSearch nothing = new LensSearch(panel, "host.name : \"nowhere\"");
        assertThat(nothing.showsSomethingOf(search(nothing.body()))).isFalse();
    }

    private static List<JsonNode> ofType(String type) throws IOException {
        List<JsonNode> objects = KibanaObjectsTest.objects().stream()
                .filter(object -> object.path("type").asString().equals(type))
                .toList();
        assertThat(objects).isNotEmpty();
        return objects;
    }

    private static JsonNode search(JsonNode body) {
        return elasticsearch.ask("/" + INDICES + "/_search", body.toString());
    }

    private static List<String> unknown(String where, Collection<String> names) {
        return names.stream()
                .filter(name -> !fields.has(name))
                .map(name -> where + ": no field " + name)
                .toList();
    }

    private static List<String> wrongColumns(String title, JsonNode columns) {
        return columns.valueStream()
                .filter(column -> !column.path("sourceField").asString().equals("___records___"))
                .flatMap(column -> wrongIn(column).map(what -> title + ": " + what))
                .toList();
    }

    private static Stream<String> wrongIn(JsonNode column) {
        String name = column.path("sourceField").asString();
        JsonNode types = fields.path(name);
        if (types.size() != 1) {
            return Stream.of("field " + name + " has not one type but " + types.propertyNames());
        }
        JsonNode type = types.iterator().next();
        List<String> wrong = new ArrayList<>();
        if (!type.path("aggregatable").asBoolean()) {
            wrong.add(name + " can't be aggregated");
        }
        boolean words = column.path("dataType").asString().equals("string");
        boolean number = NUMBERS.contains(type.path("type").asString());
        boolean needsNumber = Set.of("sum", "average", "max")
                .contains(column.path("operationType").asString());
        if (words == number
                        && column.path("isBucketed").asBoolean()
                        && !type.path("type").asString().equals("date")
                || needsNumber && !number) {
            wrong.add(name + " is of type " + type.path("type").asString());
        }
        return wrong.stream();
    }
}
