// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.parser.dedup.DedupEntry.Replay;
import dev.sluice.parser.dedup.DedupEntry.Stream;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/** What is copied where; the rest is for {@code ITPartitionExpansion} of end-to-end-tests. */
class PartitionExpansionTest {

    private static final String NAME = "web-1/7";
    private static final DedupKey KEY = DedupKey.ofStream(
            new ChunkHeaders(Routing.of("text"), Position.ofStream("b", NAME, 0), Provenance.UNKNOWN, Receipt.at(0)));
    /** As the producer of ingest chooses it. */
    private static final int HOME = BuiltInPartitioner.partitionForKey(NAME.getBytes(), 5);

    private static final int ELSEWHERE = (HOME + 1) % 5;

    @Test
    void aStreamIsCopiedToWhereItsChunksComeIn() {
        DedupEntry stream = stream(4096, 100);

        assertThat(PartitionExpansion.newsFor(Map.of(ELSEWHERE, Map.of(KEY, stream)), 5))
                .isEqualTo(Map.of(HOME, Map.of(KEY, stream)));
    }

    /** Partitions were added while it was written to: it is known here and there. */
    @Test
    void whatIsInSeveralPlacesIsPutTogetherAtHome() {
        Map<Integer, Map<DedupKey, DedupEntry>> memory = Map.of(
                HOME,
                Map.of(KEY, stream(1024, 300)),
                ELSEWHERE,
                Map.of(KEY, stream(4096, 100)),
                (HOME + 2) % 5,
                Map.of(KEY, stream(2048, 200)));

        assertThat(PartitionExpansion.newsFor(memory, 5)).isEqualTo(Map.of(HOME, Map.of(KEY, stream(4096, 300))));
    }

    @Test
    void whatIsKnownAtHomeIsNoNews() {
        Map<Integer, Map<DedupKey, DedupEntry>> memory = Map.of(
                HOME, Map.of(KEY, stream(4096, 300)),
                ELSEWHERE, Map.of(KEY, stream(1024, 100)));

        assertThat(PartitionExpansion.newsFor(memory, 5).getOrDefault(HOME, Map.of()))
                .isEmpty();
    }

    @Test
    void replaysStayWhereTheyCameIn() {
        DedupKey letter = new DedupKey(DedupKey.Kind.REPLAY, "w", "l");

        for (int partition = 0; partition < 5; partition++) {
            assertThat(PartitionExpansion.newsFor(Map.of(partition, Map.of(letter, new Replay(100))), 5))
                    .isEmpty();
        }
    }

    private static DedupEntry stream(long nextOffset, long seen) {
        return new Stream(
                seen,
                OptionalInt.of(Utils.toPositive(Utils.murmur2(NAME.getBytes()))),
                StreamHistory.beginning(nextOffset));
    }
}
