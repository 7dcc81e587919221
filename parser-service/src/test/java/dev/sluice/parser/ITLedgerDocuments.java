// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The books of an hour that is over are documents, once, and are themselves in no book. */
class ITLedgerDocuments extends ParserRig {

    @Test
    void theBookOfAnHourThatIsOverIsADocument() throws InterruptedException {
        service.close();
        startService("--sluice.parser.ledger.interval=1s", LEDGER_DOCUMENTS + true);
        long twoHoursAgo = System.currentTimeMillis() - Duration.ofHours(2).toMillis();
        ChunkHeaders old = ChunkHeaders.of("apache_common", "old", twoHoursAgo).at(0, OptionalLong.empty());
        kafka.sendChunk(0, bytes("old"), old, bytes(GOOD.formatted("1") + "no access line\n"));
        kafka.sendChunk(0, bytes("now"), chunk("now", 0), bytes(GOOD.formatted("2")));

        // The hour of the other chunk may end while this runs.
        Instant hour = Instant.ofEpochMilli(twoHoursAgo).truncatedTo(ChronoUnit.HOURS);
        await().atMost(PATIENCE).until(() -> !documents(hour).isEmpty());
        Thread.sleep(Duration.ofSeconds(3));

        assertThat(documents(hour)).singleElement().satisfies(document -> {
            JsonNode figures = document.at("/sluice/ledger");
            assertThat(figures.path("book").asString()).isEqualTo("lines");
            assertThat(figures.path("state").asString()).isEqualTo("closed");
            assertThat(figures.path("lines").asLong()).isEqualTo(2);
            assertThat(figures.path("events").asLong()).isEqualTo(1);
            assertThat(figures.path("dead_letters").asLong()).isEqualTo(1);
            assertThat(figures.path("difference").asLong()).isZero();
        });
    }

    private List<JsonNode> documents(Instant hour) {
        return kafka.read(Topics.PARSED).stream()
                .filter(ITLedgerDocuments::isOfLedger)
                .map(record -> JsonMapper.shared().readTree(record.value()))
                .filter(document -> document.path("@timestamp").asString().equals(hour.toString()))
                .toList();
    }

    private static boolean isOfLedger(ConsumerRecord<byte[], byte[]> record) {
        Header writer = record.headers().lastHeader(Headers.UNBOOKED);
        return writer != null && new String(writer.value(), UTF_8).equals("ledger");
    }
}
