// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.console.capture.CaptureRequest.CapturePoint;
import dev.sluice.console.capture.CapturedEvent.CapturedChange;
import dev.sluice.console.capture.LiveCapture.Captured;
import dev.sluice.console.parse.ParserAddress;
import dev.sluice.console.parse.ParserClient;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.parsers.LineTrace;
import dev.sluice.parsers.LineTrace.TracedLine;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.rules.RuleSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LiveCaptureTest {

    private static final String RULES = """
            rules:
              - {name: health, if: {fields.kind: health}, then: drop}
              - {name: team, if: {fields.kind: user}, then: {set: {labels.team: shop}}}
            """;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
    private final List<ConsumerRecord<byte[], byte[]>> coming = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private HttpServer parser;
    private ParserClient client;
    private LiveCapture capture;

    @BeforeEach
    void start() throws IOException {
        LineTrace trace = new LineTrace(ParserSettings.builder()
                .rules(RuleSet.of(Map.of("rules", RULES), null, ParseOutput.OTHER_RULES))
                .build());
        parser = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        parser.createContext("/api/v1/trace", exchange -> {
            List<TracedLine> traced = new ArrayList<>();
            for (JsonNode line :
                    JsonMapper.shared().readTree(exchange.getRequestBody()).path("letters")) {
                Map<String, byte[]> headers = new HashMap<>();
                line.path("headers")
                        .propertyStream()
                        .forEach(header ->
                                headers.put(header.getKey(), header.getValue().binaryValue()));
                traced.add(
                        trace.of(ChunkHeaders.read(headers), line.path("value").binaryValue()));
            }
            byte[] answer = JsonMapper.shared().writeValueAsBytes(traced);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        parser.start();
        client = new ParserClient(
                new ParserAddress(
                        URI.create("http://127.0.0.1:" + parser.getAddress().getPort()), null, Duration.ofSeconds(5)),
                JsonMapper.shared());
        CaptureSettings settings =
                new CaptureSettings(5, Duration.ofSeconds(30), DataSize.ofKilobytes(1), DataSize.ofBytes(200));
        // Each look at the clock is a second.
        InstantSource seconds = () -> now = now.plusSeconds(1);
        capture = new LiveCapture(
                new LiveTopic(() -> consumer, seconds.withZone(ZoneOffset.UTC), 1_000), client, settings);
        for (String topic : List.of(Topics.RAW, Topics.PARSED)) {
            consumer.updatePartitions(topic, List.of(new PartitionInfo(topic, 0, null, null, null)));
            consumer.updateEndOffsets(Map.of(new TopicPartition(topic, 0), 7L));
        }
        consumer.schedulePollTask(() -> coming.forEach(consumer::addRecord));
    }

    @AfterEach
    void stop() {
        client.close();
        parser.stop(0);
    }

    @Test
    void linesAreShownWithWhatBecomesOfThemAndWhy() {
        chunk("web", """
                {"kind":"user","message":"mail to al@example.com"}
                {"kind":"health","message":"ok"}
                {broken
                {"message":"<b>as it is</b>"}
                """);

        Captured captured = capture.take(request(CapturePoint.RAW, 4, "web", null, null));

        assertThat(captured.events())
                .extracting(CapturedEvent::outcome)
                .containsExactly("changed", "dropped", "dead letter", "kept");
        CapturedEvent changed = captured.events().getFirst();
        assertThat(changed.place()).isEqualTo("logs.raw-0-7");
        assertThat(changed.in()).contains("mail to ").doesNotContain("al@example.com");
        assertThat(changed.events().getFirst().path("message").asString())
                .startsWith("mail to ")
                .doesNotContain("example");
        assertThat(changed.rules()).singleElement().satisfies(step -> {
            assertThat(step.rule()).isEqualTo("team");
            assertThat(step.changes()).containsExactly(new CapturedChange("labels.team", null, "\"shop\""));
        });
        assertThat(captured.events().get(1).why()).isEqualTo("by the rule health");
        assertThat(captured.events().get(2).why()).startsWith("BAD_JSON: ");
        assertThat(captured.events().get(3).in()).contains("<b>as it is</b>");
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void onlyWhatIsLookedForIsTakenAndNoMore() {
        chunk("desk", "{\"n\":1}\n");
        chunk("web", "{\"n\":\"wanted 2\"}\n{\"n\":\"other\"}\n{\"n\":\"wanted 3\"}\n{\"n\":\"wanted 4\"}\n");

        Captured captured = capture.take(request(CapturePoint.RAW, 2, "web", null, "wanted"));

        assertThat(captured.records()).isEqualTo(2);
        assertThat(captured.events())
                .extracting(CapturedEvent::in)
                .containsExactly("{\"n\":\"wanted 2\"}", "{\"n\":\"wanted 3\"}");
    }

    @Test
    void itEndsWhenTheTimeIsOverOrTooMuchWasRead() {
        assertThat(capture.take(request(CapturePoint.RAW, 5, null, null, null)).events())
                .isEmpty();

        MockConsumer<byte[], byte[]> busy = new MockConsumer<>("latest");
        busy.updatePartitions(Topics.RAW, List.of(new PartitionInfo(Topics.RAW, 0, null, null, null)));
        busy.updateEndOffsets(Map.of(new TopicPartition(Topics.RAW, 0), 0L));
        busy.schedulePollTask(() -> {
            for (int i = 0; i < 10; i++) {
                busy.addRecord(new ConsumerRecord<>(Topics.RAW, 0, i, null, new byte[300]));
            }
        });
        long records = new LiveTopic(() -> busy, Clock.systemUTC(), 500)
                .read(Topics.RAW, Duration.ofMinutes(10), chunk -> true);
        assertThat(records).as("it ends for the bytes, not for the time").isEqualTo(2);
    }

    @Test
    void whatIsLargeIsCountedAndNotShown() {
        chunk("web", "{\"n\":\"" + "x".repeat(300) + "\"}\n{\"n\":1}\n");

        Captured captured = capture.take(request(CapturePoint.RAW, 1, null, null, null));

        assertThat(captured.large()).isEqualTo(1);
        assertThat(captured.events()).hasSize(1);
    }

    @Test
    void eventsAreShownWithWhereTheyGo() {
        event("logs-a-default", null, "{\"message\":\"from al@example.com\",\"n\":1}");
        event("logs-b-default", "s3", "{\"n\":2}");
        event("logs-b-default", null, "{\"n\":3}");

        assertThat(capture.take(request(CapturePoint.PARSED, 2, null, "b", null))
                        .events())
                .extracting(CapturedEvent::outcome)
                .containsExactly("s3", "both stores");
    }

    @Test
    void secretsInEventsAreHidden() {
        assertThat(MaskedEvent.of("{\"a\":{\"b\":[\"al@example.com\",1]},\"c\":true}")
                        .toString())
                .doesNotContain("example")
                .contains("\"c\":true", ",1]");
        assertThat(MaskedEvent.of("no json of al@example.com").asString()).doesNotContain("example");
    }

    @Test
    void moreThanMayBeIsRefusedWithTheSetting() {
        assertThatThrownBy(() -> capture.take(request(CapturePoint.RAW, 6, null, null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.console.capture.max-events");
        assertThatThrownBy(() -> capture.take(new CaptureRequest(CapturePoint.RAW, 1, 31, null, null, null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.console.capture.max-wait");
    }

    private static CaptureRequest request(CapturePoint point, int count, String sender, String dataset, String text) {
        return new CaptureRequest(point, count, 10, sender, null, dataset, text);
    }

    private void chunk(String sender, String lines) {
        ChunkHeaders headers =
                ChunkHeaders.of("json", "batch", now.toEpochMilli()).with(Provenance.of(sender));
        ConsumerRecord<byte[], byte[]> chunk =
                new ConsumerRecord<>(Topics.RAW, 0, 7 + coming.size(), null, lines.getBytes(UTF_8));
        headers.writeTo(chunk.headers()::add);
        coming.add(chunk);
    }

    private void event(String dataStream, String route, String json) {
        ConsumerRecord<byte[], byte[]> event =
                new ConsumerRecord<>(Topics.PARSED, 0, 7 + coming.size(), null, json.getBytes(UTF_8));
        event.headers().add(Headers.DATA_STREAM, dataStream.getBytes(UTF_8));
        if (route != null) {
            event.headers().add(Headers.ROUTE, route.getBytes(UTF_8));
        }
        coming.add(event);
    }
}
