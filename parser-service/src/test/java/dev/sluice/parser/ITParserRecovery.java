// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** What goes wrong between a chunk and the commit of its events: nothing is lost by it, and nothing comes twice. */
class ITParserRecovery extends ParserRig {

    /** The successor has never had the partition: all that it knows comes from the state topic. */
    @Test
    void anotherInstanceKnowsWhatWasSeen() {
        kafka.sendChunk(3, bytes("k"), chunk("k", 0), bytes(GOOD.formatted("a") + GOOD.formatted("b")));
        awaitEvents(2);
        service.close();
        startService();

        kafka.sendChunk(3, bytes("k"), chunk("k", 0), bytes(GOOD.formatted("a") + GOOD.formatted("b")));
        kafka.sendChunk(3, bytes("k"), chunk("k", 1), bytes(GOOD.formatted("b") + GOOD.formatted("c")));

        assertThat(awaitEvents(3)).extracting(ParserRig::path).containsExactly("/a", "/b", "/c");
        awaitClosedLedger();
    }

    /** The broker refuses the events for a while (one smaller than 300 bytes does not exist), so that transactions fail after the memory was changed in them. */
    @Test
    void aTransactionThatFailedIsDoneAgainFromTheMemoryOfBefore() {
        kafka.sendChunk(0, bytes("k"), chunk("k", 0), bytes(GOOD.formatted("0")));
        awaitEvents(1);
        kafka.configure(Topics.PARSED, "max.message.bytes", "300");
        byte[] many = bytes(String.join(
                "",
                IntStream.range(1, 50)
                        .mapToObj(i -> GOOD.formatted(Integer.toString(i)))
                        .toList()));
        kafka.sendChunk(0, bytes("k"), chunk("k", 1), many);
        await().atMost(PATIENCE).until(() -> counter("sluice.parser.rollbacks") >= 2);

        kafka.configure(Topics.PARSED, "max.message.bytes", "1000000");

        assertThat(awaitEvents(50)).extracting(ParserRig::path).doesNotHaveDuplicates();
        assertThat(counter("sluice.parser.events"))
                .as("only what was committed counts")
                .isEqualTo(50);
        awaitClosedLedger();
    }

    /** As when a transaction times out at the coordinator before its commit arrives there. */
    @Test
    void aFencedParserLosesNoPollAndItsConsumersStartAnew() {
        String prefix = service.getBean(DefaultKafkaProducerFactory.class).getTransactionIdPrefix();
        List<String> ids = IntStream.range(0, 10).mapToObj(i -> prefix + i).toList();
        for (int i = 0; i < 300; i++) {
            sendTwice(i);
            if (i % 50 == 49) {
                kafka.fence(ids);
            }
        }

        assertThat(awaitEvents(300)).extracting(ParserRig::path).doesNotHaveDuplicates();
        assertThat(service.getBean(MeterRegistry.class)
                        .counter("sluice.parser.restarts", "reason", "FENCED")
                        .count())
                .isPositive();
        awaitClosedLedger();
    }

    @Test
    void chunksThatWereDeletedUnreadAreCounted() {
        kafka.sendChunk(0, null, chunk("first", 0), bytes(GOOD.formatted("first")));
        awaitEvents(1);
        service.close();
        for (int i = 0; i < 6; i++) {
            kafka.sendChunk(0, null, chunk("k" + i, 0), bytes(GOOD.formatted(Integer.toString(i))));
        }
        kafka.deleteBefore(Topics.RAW, 0, 5);

        startService();

        assertThat(awaitEvents(3)).extracting(ParserRig::path).containsExactly("/first", "/4", "/5");
        assertThat(counter("sluice.parser.deleted")).isEqualTo(4);
        awaitClosedLedger();
    }

    /** Two instances share the partitions; which of them has one changes while chunks arrive, each of them twice. */
    @Test
    void aRebalanceInTheMiddleNeitherLosesNorRepeats() {
        try (ConfigurableApplicationContext ignored = application()) {
            for (int i = 0; i < 200; i++) {
                sendTwice(i);
            }
        }
        for (int i = 200; i < 300; i++) {
            sendTwice(i);
        }

        assertThat(awaitEvents(300)).extracting(ParserRig::path).doesNotHaveDuplicates();
        awaitClosedLedger();
    }

    private void sendTwice(int i) {
        String batch = "k" + i;
        for (int j = 0; j < 2; j++) {
            kafka.sendChunk(i % 4, bytes(batch), chunk(batch, 0), bytes(GOOD.formatted(Integer.toString(i))));
        }
    }
}
