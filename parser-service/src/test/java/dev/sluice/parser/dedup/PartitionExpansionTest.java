// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.parser.dedup.DedupEntry.Replay;
import dev.sluice.parser.dedup.DedupEntry.Stream;
import java.util.Map;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

/** What is copied where; the rest is for {@code ITPartitionExpansion} of end-to-end-tests. */
class PartitionExpansionTest {

    private static final String NAME = "web-1/7";
    private static final String KEY = DedupEntry.streamKey(NAME);
    /** As the producer of ingest chooses it. */
    private static final int HOME = BuiltInPartitioner.partitionForKey(NAME.getBytes(), 5);

    private static final int ELSEWHERE = (HOME + 1) % 5;

    @Test
    void aStreamIsCopiedToWhereItsChunksComeIn() {
        Stream stream = new Stream(4096, 100);

        assertThat(PartitionExpansion.newsFor(Map.of(ELSEWHERE, Map.of(KEY, stream)), 5))
                .isEqualTo(Map.of(HOME, Map.of(KEY, stream)));
    }

    /** Partitions were added while it was written to: it is known here and there. */
    @Test
    void whatIsInSeveralPlacesIsPutTogetherAtHome() {
        Map<Integer, Map<String, DedupEntry>> memory = Map.of(
                HOME,
                Map.of(KEY, new Stream(1024, 300)),
                ELSEWHERE,
                Map.of(KEY, new Stream(4096, 100)),
                (HOME + 2) % 5,
                Map.of(KEY, new Stream(2048, 200)));

        assertThat(PartitionExpansion.newsFor(memory, 5)).isEqualTo(Map.of(HOME, Map.of(KEY, new Stream(4096, 300))));
    }

    @Test
    void whatIsKnownAtHomeIsNoNews() {
        Map<Integer, Map<String, DedupEntry>> memory = Map.of(
                HOME, Map.of(KEY, new Stream(4096, 300)),
                ELSEWHERE, Map.of(KEY, new Stream(1024, 100)));

        assertThat(PartitionExpansion.newsFor(memory, 5).getOrDefault(HOME, Map.of()))
                .isEmpty();
    }

    @Test
    void replaysStayWhereTheyCameIn() {
        String letter = DedupEntry.replayKey("logs.raw-dlt-0-99");

        for (int partition = 0; partition < 5; partition++) {
            assertThat(PartitionExpansion.newsFor(Map.of(partition, Map.of(letter, new Replay(100))), 5))
                    .isEmpty();
        }
    }
}
