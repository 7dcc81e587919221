// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Access logs, from the sender to both stores. */
@ExtendWith(LedgerJudge.class)
class ITAccessLogs {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALL = "{\"match_all\":{}}";

    private final SharedSluice sluice = SharedSluice.get();
    private final JsonMapper json = JsonMapper.builder().build();

    @Test
    void sampleLinesArriveInBothStoresIdForId() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "samples", "access-combined.log"));
        assertThat(lines).hasSize(2_000);

        HttpResponse<String> answer = sluice.ingest()
                .post(
                        "format=apache_combined",
                        Ingest.gzip(String.join("\n", lines) + "\n"),
                        "Content-Encoding",
                        "gzip");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json.readTree(answer.body()).path("accepted").asInt()).isEqualTo(2_000);
        awaitCounts("apache.access", "default", 2_000);
        Map<String, JsonNode> hot = byId(sluice.elasticsearch().search("logs-apache.access-default", ALL).stream()
                .map(hit -> {
                    assertThat(hit.path("_id").asString())
                            .isEqualTo(
                                    hit.path("_source").path("event").path("id").asString());
                    return hit.path("_source");
                })
                .toList());
        Map<String, JsonNode> lake = byId(sluice.lake().events("apache.access", "default"));
        assertThat(hot).hasSize(2_000);
        assertThat(lake).isEqualTo(hot);
    }

    @Test
    void everyFieldIsAsItShouldBe() throws IOException {
        List<JsonNode> cases = Files.readAllLines(Path.of("src", "test", "resources", "access-lines.ndjson")).stream()
                .map(json::readTree)
                .toList();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(10);
        String body = cases.stream().map(test -> test.path("line").asString()).collect(Collectors.joining("\n"));

        sluice.ingest().post("format=apache_combined&namespace=fields", body.getBytes(UTF_8));

        awaitCounts("apache.access", "fields", cases.size());
        Map<String, JsonNode> byPath = sluice.elasticsearch().search("logs-apache.access-fields", ALL).stream()
                .map(hit -> hit.path("_source"))
                .collect(Collectors.toMap(ITAccessLogs::whatDiffersInNoTwoLines, event -> event));
        for (JsonNode test : cases) {
            JsonNode expected = test.path("event");
            JsonNode event = byPath.get(whatDiffersInNoTwoLines(expected));
            assertThat(event).as(test.path("line").asString()).isNotNull();
            assertThat(withoutWhatIsMade(event))
                    .as(test.path("line").asString())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aLineWithOddAddressAndZoneIsStoredRight() throws IOException {
        String line = "10.13.37.01 - - [03/Sep/2017:12:00:01 +0830] \"GET /mailman/listinfo/test HTTP/1.1\" 200 2457\n";

        sluice.ingest().post("format=apache_common&namespace=zone", line.getBytes(UTF_8));

        awaitCounts("apache.access", "zone", 1);
        JsonNode event = sluice.elasticsearch()
                .search("logs-apache.access-zone", ALL)
                .getFirst()
                .path("_source");
        assertThat(event.path("source").path("address").asString()).isEqualTo("10.13.37.01");
        assertThat(event.path("source").path("ip").asString()).isEqualTo("10.13.37.1");
        assertThat(event.path("@timestamp").asString()).isEqualTo("2017-09-03T03:30:01.000Z");
        assertThat(sluice.lake().events("apache.access", "zone")).containsExactly(event);
    }

    @Test
    void badLinesAreDeadLettersAndTheRestGoesOn() throws IOException {
        List<String> lines = numbered("dlt", 1_000);
        byte[] notUtf8 = {'b', 'a', 'd', ' ', (byte) 0xff, (byte) 0xfe, 0, 'x'};
        lines.set(10, "this is not an access log line");
        lines.set(500, "192.0.2.1 - - [31/Feb/2026:10:00:00 +0000] \"GET /dlt/500 HTTP/1.1\" 200 5");
        lines.set(999, new String(notUtf8, ISO_8859_1));
        byte[] body = String.join("\n", lines).getBytes(ISO_8859_1);

        HttpResponse<String> answer =
                sluice.ingest().post("format=apache_common&namespace=dlt", body, "Idempotency-Key", "with-bad-lines");

        assertThat(answer.statusCode()).isEqualTo(202);
        awaitCounts("apache.access", "dlt", 997);
        Map<String, ConsumerRecord<byte[], byte[]>> letters =
                Topic.read(sluice.kafka(), Topics.RAW_DEAD_LETTERS).stream()
                        .filter(letter -> header(letter, Headers.BATCH).equals("with-bad-lines"))
                        .collect(Collectors.toMap(letter -> header(letter, Headers.DLT_LINE), letter -> letter));
        assertThat(letters).containsOnlyKeys("10", "500", "999");
        assertThat(letters.get("10").value()).isEqualTo(lines.get(10).getBytes(UTF_8));
        assertThat(letters.get("500").value()).isEqualTo(lines.get(500).getBytes(UTF_8));
        assertThat(letters.get("999").value()).isEqualTo(notUtf8);
        assertThat(header(letters.get("10"), Headers.DLT_REASON)).isEqualTo("NOT_THE_FORMAT");
        assertThat(header(letters.get("500"), Headers.DLT_REASON)).isEqualTo("BAD_TIMESTAMP");
        letters.values().forEach(letter -> {
            assertThat(header(letter, Headers.DLT_MESSAGE)).isNotBlank();
            assertThat(header(letter, Headers.DLT_TOPIC)).isEqualTo("logs.raw");
            assertThat(header(letter, Headers.FORMAT)).isEqualTo("apache_common");
            assertThat(chunkAt(letter)).contains(new String(letter.value(), ISO_8859_1));
        });
    }

    @Test
    void theSameBatchSentTwiceIsStoredOnce() throws IOException {
        byte[] body = String.join("\n", numbered("twice", 1_000)).getBytes(UTF_8);

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer =
                    sluice.ingest().post("format=apache_common&namespace=twice", body, "Idempotency-Key", "sent-twice");
            assertThat(answer.statusCode()).isEqualTo(202);
        }
        // What comes after the repeat shows that the repeat was dealt with: it goes through the same partition.
        sluice.ingest()
                .post(
                        "format=apache_common&namespace=aftertwice",
                        numbered("after", 1).getFirst().getBytes(UTF_8),
                        "Idempotency-Key",
                        "sent-twice-too-" + samePartitionAs("sent-twice"));

        awaitCounts("apache.access", "aftertwice", 1);
        awaitCounts("apache.access", "twice", 1_000);
        assertThat(byId(sluice.lake().events("apache.access", "twice"))).hasSize(1_000);
        assertThat(sluice.lake().events("apache.access", "twice")).hasSize(1_000);
    }

    private void awaitCounts(String dataset, String namespace, int expected) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(sluice.elasticsearch().count("logs-" + dataset + "-" + namespace, ALL))
                    .isEqualTo(expected);
            assertThat(sluice.lake().events(dataset, namespace)).hasSize(expected);
        });
    }

    /** A suffix with which a key falls into the partition of another, as Kafka's default partitioner sees it. */
    private String samePartitionAs(String key) {
        int partitions = 8;
        int wanted = partition(key, partitions);
        return IntStream.range(0, 10_000)
                .mapToObj(Integer::toString)
                .filter(suffix -> partition(key + "-too-" + suffix, partitions) == wanted)
                .findFirst()
                .orElseThrow();
    }

    private static int partition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions;
    }

    private String chunkAt(ConsumerRecord<byte[], byte[]> letter) {
        int partition = Integer.parseInt(header(letter, Headers.DLT_PARTITION));
        long offset = Long.parseLong(header(letter, Headers.DLT_OFFSET));
        return Topic.read(sluice.kafka(), Topics.RAW).stream()
                .filter(chunk -> chunk.partition() == partition && chunk.offset() == offset)
                .map(chunk -> new String(chunk.value(), ISO_8859_1))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> numbered(String name, int lines) {
        return new ArrayList<>(IntStream.range(0, lines)
                .mapToObj(i ->
                        "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /" + name + "/" + i + " HTTP/1.1\" 200 5")
                .toList());
    }

    private static Map<String, JsonNode> byId(List<JsonNode> events) {
        Map<String, JsonNode> byId = new TreeMap<>();
        events.forEach(event -> byId.put(event.path("event").path("id").asString(), event));
        return byId;
    }

    private static String whatDiffersInNoTwoLines(JsonNode event) {
        return event.path("@timestamp").asString();
    }

    private static JsonNode withoutWhatIsMade(JsonNode event) {
        ObjectNode copy = event.deepCopy().asObject();
        copy.withObject("/event").remove(List.of("id", "created", "ingested"));
        return copy;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
