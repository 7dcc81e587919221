// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.detector.stream.DetectorMetrics;
import dev.sluice.model.concurrent.BackOff;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a server on loopback, and time that passes when it is told. */
class AlertPostingTest {

    private static final TopicPartition ALERTS = new TopicPartition("logs.alerts", 0);
    private static final String SECRET = "a secret of the test";

    private record Posted(String body, Headers headers) {}

    private final List<Posted> posted = new CopyOnWriteArrayList<>();

    /** What the server answers, in this order, and 204 when there is no more. */
    private final Queue<Integer> answers = new ArrayDeque<>();

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private HttpServer server;
    private WebhookDelivery delivery;
    private AlertPosting posting;

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            posted.add(new Posted(
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8), exchange.getRequestHeaders()));
            Integer answer = answers.poll();
            if (answer != null && answer == 429) {
                exchange.getResponseHeaders().add("Retry-After", "60");
            }
            exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
            exchange.close();
        });
        server.start();
        consumer.assign(List.of(ALERTS));
        consumer.updateEndOffsets(Map.of(ALERTS, 0L));
        use(WebhookSettings.Form.ECS);
    }

    private void use(WebhookSettings.Form form) {
        WebhookSettings settings = new WebhookSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"),
                SECRET,
                form,
                73,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5));
        delivery = new WebhookDelivery(settings, clock);
        // The longest pause of each attempt: 1 s, 2 s, 4 s.
        BackOff backOff = new BackOff(settings.retryFirst(), settings.retryMax(), bound -> bound - 1);
        posting = new AlertPosting(consumer, delivery, settings, new DetectorMetrics(meters), clock, backOff);
    }

    @AfterEach
    void stop() {
        delivery.close();
        server.stop(0);
    }

    private static String alert(String id, int severity) {
        return """
                {"@timestamp":"2026-11-29T12:00:00Z","message":"A <scan> & more","event":{"id":"d-%s","severity":%d,"action":"opened"},\
                "sluice":{"alert":{"id":"a-%s","samples":["GET /?q=`1`"],"signals":10}}}""".formatted(id, severity, id);
    }

    private void comes(long offset, String alert) {
        consumer.addRecord(new ConsumerRecord<>("logs.alerts", 0, offset, null, alert.getBytes(UTF_8)));
    }

    private long committed() {
        var offset = consumer.committed(Set.of(ALERTS)).get(ALERTS);
        return offset == null ? -1 : offset.offset();
    }

    @Test
    void anAlertIsPostedSignedAndCommitted() throws Exception {
        posting.begin(Set.of(ALERTS));
        assertThat(committed()).isZero();
        comes(0, alert("1", 73));
        posting.round();

        assertThat(posted).hasSize(1);
        assertThat(posted.getFirst().body()).isEqualTo(alert("1", 73));
        Headers headers = posted.getFirst().headers();
        assertThat(headers.getFirst("Sluice-Alert-Id")).isEqualTo("a-1");
        assertThat(headers.getFirst("Idempotency-Key")).isEqualTo("d-1");
        assertThat(headers.getFirst("Sluice-Timestamp")).isEqualTo("1795953600");
        assertThat(headers.getFirst("Sluice-Signature"))
                .isEqualTo(WebhookMessage.of(alert("1", 73).getBytes(UTF_8), WebhookSettings.Form.ECS)
                        .signature(SECRET, now));
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void whoIsBusyIsAskedAgainAndNothingIsLeftOut() throws Exception {
        answers.addAll(List.of(503, 500));
        comes(0, alert("1", 73));
        comes(1, alert("2", 73));

        posting.round();
        assertThat(posted).hasSize(1);
        assertThat(committed()).isLessThan(1);
        assertThat(posting.problem()).isEqualTo("status 503");

        now = now.plusMillis(999);
        posting.round();
        assertThat(posted).hasSize(1);
        assertThat(consumer.paused()).containsExactly(ALERTS);

        now = now.plusMillis(1);
        posting.round();
        assertThat(posted).hasSize(2);

        now = now.plusSeconds(2);
        posting.round();
        assertThat(posted)
                .extracting(post -> post.headers().getFirst("Idempotency-Key"))
                .containsExactly("d-1", "d-1", "d-1", "d-2");
        assertThat(committed()).isEqualTo(2);
        assertThat(posting.problem()).isEmpty();
        assertThat(consumer.paused()).isEmpty();
        assertThat(meters.get("sluice.detector.webhook")
                        .tag("result", "failed")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void whoAsksForTimeGetsIt() throws Exception {
        answers.add(429);
        comes(0, alert("1", 73));

        posting.round();
        now = now.plusSeconds(60);
        posting.round();
        assertThat(posted).hasSize(1);

        now = now.plusSeconds(1);
        posting.round();
        assertThat(posted).hasSize(2);
    }

    @Test
    void whoRefusesIsNotAskedAgainAndHealthSaysSo() throws Exception {
        answers.add(404);
        comes(0, alert("1", 73));
        comes(1, alert("2", 99));
        answers.add(204);

        posting.round();
        assertThat(posted).hasSize(2);
        assertThat(committed()).isEqualTo(2);
        assertThat(meters.get("sluice.detector.webhook")
                        .tag("result", "refused")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aServerThatIsNotThereIsWaitedFor() throws Exception {
        server.stop(0);
        comes(0, alert("1", 73));

        posting.round();
        assertThat(committed()).isLessThan(1);
        assertThat(posting.problem()).isNotEmpty();
    }

    @Test
    void lesserAlertsAndWhatIsNoneArePassedOver() throws Exception {
        comes(0, alert("1", 47));
        comes(1, "no JSON");

        posting.round();
        assertThat(posted).isEmpty();
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void slackGetsAText() throws Exception {
        delivery.close();
        use(WebhookSettings.Form.SLACK);
        comes(0, alert("1", 73));

        posting.round();
        assertThat(posted.getFirst().body())
                .isEqualTo(
                        "{\"text\":\"*A &lt;scan&gt; &amp; more* opened, severity 73, 10 signals since \\n`GET /?q='1'`\\nalert a-1\"}");
    }
}
