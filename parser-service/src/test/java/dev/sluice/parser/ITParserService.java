// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.ChunkHeaders.StreamOffset;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service against a real broker of its own. */
class ITParserService extends ParserRig {

    @Test
    void aChunkBecomesEventsOfItsPartition() {
        kafka.sendChunk(2, null, chunk("b1", 100), bytes(GOOD.formatted("a") + GOOD.formatted("b")));

        List<ConsumerRecord<byte[], byte[]>> events = awaitEvents(2);

        for (int i = 0; i < 2; i++) {
            ConsumerRecord<byte[], byte[]> event = events.get(i);
            long time = 1_602_338_136_000L;
            assertThat(event.partition()).isEqualTo(2);
            assertThat(event.timestamp()).as("time of receipt").isEqualTo(RECEIVED);
            assertThat(new String(event.key(), UTF_8))
                    .isEqualTo(EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "b1")
                            .id(time, 100 + i));
            assertThat(event.headers()).hasSize(1);
            assertThat(header(event, Headers.DATA_STREAM)).isEqualTo("logs-apache.access-default");
            assertThat(path(event)).isEqualTo(i == 0 ? "/a" : "/b");
        }
    }

    @Test
    void whatCannotBeParsedIsADeadLetterWithItsOwnPlace() {
        ChunkHeaders stream = new ChunkHeaders(
                Routing.of("apache_common"),
                new Position("b", 5, new StreamOffset("web-1/7", 1_000, 1_000), null),
                Provenance.of("t").from("web-1", "/l").labelled(Map.of("team", "x")),
                Receipt.at(RECEIVED));
        String bad = "bad \u00ff line";

        kafka.sendChunk(1, bytes("web-1/7"), stream, bytes(GOOD.formatted("a") + bad + "\n" + GOOD.formatted("c")));

        awaitEvents(2);
        ConsumerRecord<byte[], byte[]> letter =
                kafka.read(Topics.RAW_DEAD_LETTERS).getFirst();
        assertThat(letter.value()).isEqualTo(bytes(bad));
        assertThat(header(letter, Headers.DLT_REASON)).isEqualTo("NOT_THE_FORMAT");
        assertThat(header(letter, Headers.DLT_TOPIC)).isEqualTo("logs.raw");
        assertThat(header(letter, Headers.DLT_PARTITION)).isEqualTo("1");
        assertThat(header(letter, Headers.DLT_OFFSET)).isEqualTo("0");
        assertThat(header(letter, Headers.DLT_LINE)).isEqualTo("6");
        assertThat(header(letter, Headers.DLT_ATTEMPTS)).isEqualTo("1");
        assertThat(header(letter, Headers.LINE)).isEqualTo("6");
        assertThat(header(letter, Headers.OFFSET))
                .isEqualTo(Long.toString(1_000 + GOOD.formatted("a").length()));
        assertThat(header(letter, "sluice.label.team")).isEqualTo("x");
    }

    @Test
    void aReplayedDeadLetterHasTheIdThatItsLineWouldHaveHadAndIsTakenOnce() {
        kafka.sendChunk(1, bytes("k"), chunk("k", 0), bytes(GOOD.formatted("a") + "bad\n"));
        awaitEvents(1);
        ConsumerRecord<byte[], byte[]> letter =
                kafka.read(Topics.RAW_DEAD_LETTERS).getFirst();

        for (int i = 0; i < 2; i++) {
            ProducerRecord<byte[], byte[]> replay =
                    new ProducerRecord<>(Topics.RAW, 1, RECEIVED, bytes("k"), bytes(GOOD.formatted("mended")));
            letter.headers().forEach(replay.headers()::add);
            replay.headers().add(Headers.REPLAY, bytes("logs.raw-dlt-0-" + letter.offset()));
            kafka.send(replay);
        }
        kafka.sendChunk(1, null, chunk("last", 0), bytes(GOOD.formatted("last")));

        List<ConsumerRecord<byte[], byte[]>> events = awaitEvents(3);
        assertThat(events).extracting(ParserRig::path).containsExactly("/a", "/mended", "/last");
        assertThat(new String(events.get(1).key(), UTF_8))
                .isEqualTo(EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "k")
                        .id(1_602_338_136_000L, 1));
    }

    @Test
    void aReplayThatFailsAgainIsALetterOfItsSecondAttempt() {
        kafka.sendChunk(0, bytes("k"), chunk("k", 0), bytes("bad\n"));
        await().atMost(PATIENCE)
                .until(() -> !kafka.read(Topics.RAW_DEAD_LETTERS).isEmpty());
        ConsumerRecord<byte[], byte[]> letter =
                kafka.read(Topics.RAW_DEAD_LETTERS).getFirst();
        ProducerRecord<byte[], byte[]> replay =
                new ProducerRecord<>(Topics.RAW, 0, RECEIVED, bytes("k"), letter.value());
        letter.headers().forEach(replay.headers()::add);
        replay.headers().add(Headers.REPLAY, bytes("logs.raw-dlt-0-0"));

        kafka.send(replay);

        await().atMost(PATIENCE).until(() -> kafka.read(Topics.RAW_DEAD_LETTERS).size() == 2);
        ConsumerRecord<byte[], byte[]> second =
                kafka.read(Topics.RAW_DEAD_LETTERS).get(1);
        assertThat(header(second, Headers.DLT_ATTEMPTS)).isEqualTo("2");
        assertThat(second.headers().headers(Headers.DLT_REASON)).hasSize(1);
        assertThat(second.headers().lastHeader(Headers.REPLAY)).isNull();
    }

    @Test
    void aChunkWhoseHeadersCannotBeReadIsADeadLetterAsAWhole() {
        kafka.send(new ProducerRecord<>(Topics.RAW, 0, null, bytes("who knows\n")));

        await().atMost(PATIENCE)
                .until(() -> !kafka.read(Topics.RAW_DEAD_LETTERS).isEmpty());
        ConsumerRecord<byte[], byte[]> letter =
                kafka.read(Topics.RAW_DEAD_LETTERS).getFirst();
        assertThat(header(letter, Headers.DLT_REASON)).isEqualTo("BAD_HEADERS");
        assertThat(header(letter, Headers.DLT_MESSAGE)).isEqualTo("header sluice.scheme is missing");
        assertThat(letter.value()).isEqualTo(bytes("who knows\n"));
    }

    /** As {@code curl --data-binary} sends them: it calls them a form. */
    @Test
    void showsWhatLinesWouldBecome() throws Exception {
        HttpResponse<String> answer = preview("apache_common", GOOD.formatted("a") + "\nbad\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode parsed = JsonMapper.builder().build().readTree(answer.body());
        assertThat(parsed.path("events")).hasSize(1);
        assertThat(parsed.path("events").path(0).path("url").path("path").asString())
                .isEqualTo("/a");
        assertThat(parsed.path("failures")).hasSize(1);
        assertThat(parsed.path("failures").path(0).path("line").asInt()).isEqualTo(3);
        assertThat(parsed.path("failures").path(0).path("reason").asString()).isEqualTo("NOT_THE_FORMAT");

        assertThat(preview("nonsense", "a\n").statusCode()).isEqualTo(400);
        assertThat(preview("text", "a".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    }

    private HttpResponse<String> preview(String format, String lines) throws IOException, InterruptedException {
        String port = service.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/parse?format=" + format))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aControlMessageIsCountedAndLeavesNothingElse() {
        String control = """
                {"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],\
                "logEvents":[{"id":"","timestamp":1510109208016,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}""";
        kafka.sendChunk(0, null, ChunkHeaders.of("cloudwatch", "c", RECEIVED), bytes(control));
        kafka.sendChunk(0, null, chunk("after", 0), bytes(GOOD.formatted("after")));

        awaitEvents(1);

        await().untilAsserted(() -> assertThat(service.getBean(MeterRegistry.class)
                        .counter("sluice.parser.dropped", "rule", "cloudwatch-control-message")
                        .count())
                .isEqualTo(1));
        assertThat(kafka.read(Topics.RAW_DEAD_LETTERS)).isEmpty();
    }

    @Test
    void aGapInAStreamIsAnEventOfItsOwn() {
        kafka.sendChunk(1, bytes("web-1/7"), streamAt(0), bytes(GOOD.formatted("a")));
        long end = GOOD.formatted("a").length();
        kafka.sendChunk(1, bytes("web-1/7"), streamAt(end + 412), bytes(GOOD.formatted("b")));

        ConsumerRecord<byte[], byte[]> gap = awaitEvents(3).get(1);

        assertThat(header(gap, Headers.DATA_STREAM)).isEqualTo("logs-sluice.gaps-default");
        JsonNode event = JsonMapper.builder().build().readTree(gap.value());
        assertThat(event.path("message").asString())
                .isEqualTo("412 bytes of /var/log/l missing before offset " + (end + 412));
        assertThat(event.path("event").path("id").asString()).isEqualTo(new String(gap.key(), UTF_8));
        await().untilAsserted(
                        () -> assertThat(counter("sluice.parser.gap.bytes")).isEqualTo(412));
    }

    private static ChunkHeaders streamAt(long offset) {
        return new ChunkHeaders(
                Routing.of("apache_common"),
                Position.ofStream("b", "web-1/7", offset),
                Provenance.UNKNOWN.from("web-1", "/var/log/l"),
                Receipt.at(RECEIVED));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
