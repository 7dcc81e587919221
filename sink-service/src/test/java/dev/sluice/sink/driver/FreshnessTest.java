// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.DataStream;
import dev.sluice.model.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** How new the events of each dataset are that a store has. */
class FreshnessTest {

    private final Map<String, LongSupplier> meters = new HashMap<>();
    private final Freshness freshness = new Freshness((dataset, newest) ->
            assertThat(meters.put(dataset, newest)).as("told once").isNull());

    @Test
    void theNewestOfEachDatasetCountsWhateverComesAfterIt() {
        EventRows rows = new EventRows();
        read(rows, "nginx.access", "default", 5_000);
        read(rows, "apache.access", "default", 7_000);
        read(rows, "nginx.access", "other", 9_000);
        read(rows, "nginx.access", "other", 4_000);
        freshness.done(rows);
        EventRows late = new EventRows();
        read(late, "nginx.access", "default", 8_000);
        read(late, "apache.access", "default", 7_500);
        freshness.done(late);

        assertThat(meters.get("nginx.access").getAsLong()).isEqualTo(9_000);
        assertThat(meters.get("apache.access").getAsLong()).isEqualTo(7_500);
    }

    @Test
    void datasetsWithoutEndShareAName() {
        IntStream.range(0, Freshness.MAX_DATASETS + 50).forEach(i -> {
            EventRows rows = new EventRows();
            read(rows, "dataset" + i, "default", i);
            freshness.done(rows);
        });

        assertThat(meters).hasSize(Freshness.MAX_DATASETS + 1);
        assertThat(meters.get(Freshness.OTHERS).getAsLong()).isEqualTo(Freshness.MAX_DATASETS + 49);
    }

    @Test
    void nothingWasRead() {
        freshness.done(new EventRows());

        assertThat(meters).isEmpty();
    }

    private static void read(EventRows rows, String dataset, String namespace, long received) {
        rows.read(
                new ConsumerRecord<>(
                        Topics.PARSED,
                        0,
                        0,
                        received,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        "%022d".formatted(received).getBytes(UTF_8),
                        new byte[0],
                        new RecordHeaders(),
                        Optional.empty()),
                new DataStream(dataset, namespace));
    }
}
