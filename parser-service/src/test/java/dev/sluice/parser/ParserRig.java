// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Topics;
import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerGroups;
import dev.sluice.operations.ledger.LedgerReader;
import dev.sluice.operations.ledger.LedgerReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service in this JVM, on a broker of its own, and what comes out of it. */
abstract class ParserRig {

    static final long RECEIVED = System.currentTimeMillis() - 5_000;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The hour of a chunk may be over while a test runs, and then a document of the ledger is among the events that are counted. */
    static final String LEDGER_DOCUMENTS = "--sluice.parser.ledger.documents=";

    static final String GOOD = "192.0.2.1 - - [10/Oct/2020:13:55:36 +0000] \"GET /%s HTTP/1.1\" 200 5\n";

    @TempDir
    Path folder;

    EmbeddedKafka broker;
    Kafka kafka;
    ConfigurableApplicationContext service;

    @BeforeEach
    void start() {
        broker = EmbeddedKafka.start(folder, 0);
        kafka = new Kafka(broker.bootstrapServers());
        kafka.createTopic(Topics.RAW, 4);
        kafka.createTopic(Topics.RAW_DEAD_LETTERS, 1);
        startService();
    }

    @AfterEach
    void stop() {
        service.close();
        broker.close();
    }

    void startService(String... settings) {
        service = application(settings);
    }

    ConfigurableApplicationContext application(String... settings) {
        String[] usual = {
            "--server.port=0",
            "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
            "--sluice.topics.raw.partitions=4",
            "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA"
        };
        List<String> all = new ArrayList<>(List.of(usual));
        all.addAll(List.of(settings));
        if (all.stream().noneMatch(setting -> setting.startsWith(LEDGER_DOCUMENTS))) {
            all.add(LEDGER_DOCUMENTS + false);
        }
        return ParserService.application().run(all.toArray(String[]::new));
    }

    double counter(String name) {
        return service.getBean(MeterRegistry.class).counter(name).count();
    }

    List<ConsumerRecord<byte[], byte[]>> awaitEvents(int count) {
        await().atMost(PATIENCE).until(() -> kafka.read(Topics.PARSED).size() >= count);
        List<ConsumerRecord<byte[], byte[]>> events = kafka.read(Topics.PARSED);
        assertThat(events).hasSize(count);
        return events;
    }

    /** Asks the ledger whether each line that the parser has met is accounted for. */
    void awaitClosedLedger() {
        LedgerReader ledger = new LedgerReader(
                Map.of("bootstrap.servers", broker.bootstrapServers()), LedgerGroups.DEFAULTS, Clock.systemUTC());
        await("the parser's book").atMost(PATIENCE).untilAsserted(() -> {
            Instant now = Instant.now();
            assertThat(ledger.read(LedgerFilter.of(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))))
                            .lines())
                    .isNotEmpty()
                    .allSatisfy(row -> {
                        assertThat(row.state()).isEqualTo(LedgerReport.State.CLOSED);
                        assertThat(row.difference()).isZero();
                    });
        });
    }

    static ChunkHeaders chunk(String batch, long line) {
        return ChunkHeaders.of("apache_common", batch, RECEIVED).at(line, OptionalLong.empty());
    }

    static String path(ConsumerRecord<byte[], byte[]> event) {
        JsonNode json = JsonMapper.builder().build().readTree(event.value());
        return json.path("url").path("path").asString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
