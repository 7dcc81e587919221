// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Topics;
import dev.sluice.standalone.Ports;
import dev.sluice.standalone.Standalone;
import dev.sluice.standalone.StandaloneSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Lines of long ago, with topics that keep some seconds. Were records stamped with the events' own time, the broker would delete them as soon as
 * it looks, which it does each second here, before the sinks have stored them.
 */
class ITOldLines {

    private static final int LINES = 1_000;

    /** Long enough for the sinks of a busy machine to read what is new. */
    private static final Duration RETENTION = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void linesOfTheYear2000OutliveTheRetentionOfTheTopics() throws IOException {
        Ports ports = FreePorts.find();
        try (TemporaryFolder folder = new TemporaryFolder("old");
                Standalone standalone = Standalone.start(StandaloneSettings.of(folder.path(), ports)
                        .withServices(services())
                        .withBroker(Map.of("log.retention.check.interval.ms", "1000")))) {
            Ingest ingest = new Ingest(URI.create("http://127.0.0.1:" + ports.ingest()));
            String body = IntStream.range(0, LINES)
                    .mapToObj(i -> "192.0.2.1 - - [01/Jan/2000:00:00:00 +0000] \"GET /old/" + i + " HTTP/1.0\" 200 5")
                    .collect(Collectors.joining("\n"));
            long sent = System.nanoTime();

            assertThat(ingest.post("format=apache_common", body.getBytes(UTF_8)).statusCode())
                    .isEqualTo(202);

            String kafka = "127.0.0.1:" + ports.kafka();
            await("the topics are emptied by retention")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> Topic.read(kafka, Topics.RAW).isEmpty()
                            && Topic.read(kafka, Topics.PARSED).isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - sent))
                    .as("records live as long as the retention says")
                    .isGreaterThan(RETENTION);
            await("the retention is over three times")
                    .atMost(PATIENCE)
                    .until(() ->
                            System.nanoTime() - sent > RETENTION.multipliedBy(3).toNanos());
            Elasticsearch elasticsearch = Elasticsearch.of(folder.path(), ports);
            assertThat(elasticsearch.count(
                            "logs-apache.access-default", "{\"term\":{\"@timestamp\":\"2000-01-01T00:00:00.000Z\"}}"))
                    .isEqualTo(LINES);
            assertThat(SharedSluice.lakeIn(folder.path()).events("apache.access", "default"))
                    .hasSize(LINES);
            LedgerJudge.assertClosed(kafka);
        }
    }

    private static Map<String, String> services() {
        Map<String, String> services = new HashMap<>(SharedSluice.QUICK_LAKE);
        for (String topic : List.of("raw", "raw-dlt", "parsed")) {
            services.put("sluice.topics." + topic + ".retention", RETENTION.toSeconds() + "s");
        }
        return services;
    }
}
