// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sink.s3.LakeObject;
import dev.sluice.sink.s3.ObjectCoverage;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Which objects become one: small, final and old ones that belong together, up to the size that is wanted. */
class MergeSelectionTest {

    private static final Instant CLOSED = Instant.parse("2026-03-01T12:00:00Z");
    private static final CommittedOffsets COMMITTED = new CommittedOffsets(
            Map.of(new TopicPartition("logs.parsed", 0), 100_000L, new TopicPartition("other", 0), 100_000L));

    private static LakeObject object(String topic, long offset, String extension, long size, Instant modified) {
        String name = "%s-0-%020d.%s".formatted(topic, offset, extension);
        return new LakeObject("", ObjectCoverage.parse(name).orElseThrow(), size, modified);
    }

    private static LakeObject object(long offset, long size) {
        return object("logs.parsed", offset, "parquet", size, CLOSED);
    }

    private static List<List<LakeObject>> batches(List<LakeObject> objects) {
        return MergeSelection.batches(
                objects, COMMITTED, new CompactionRequest(null, Duration.ofHours(1), 100), CLOSED);
    }

    @Test
    void smallOnesAreTakenInTheirOrderUntilTheyAreAsBigAsIsWanted() {
        LakeObject first = object(10, 49);
        LakeObject second = object(20, 49);
        LakeObject third = object(30, 49);
        LakeObject fourth = object(40, 49);
        LakeObject fifth = object(50, 1);

        assertThat(batches(List.of(fifth, third, first, fourth, second)))
                .containsExactly(List.of(first, second, third), List.of(fourth, fifth));
    }

    @Test
    void whatHasHalfOfTheSizeStaysAsItIsAndOneAloneIsNotMerged() {
        assertThat(batches(List.of(object(10, 50), object(20, 49), object(30, 500))))
                .isEmpty();
    }

    @Test
    void noMoreAreTakenThanOneCallCanDelete() {
        List<LakeObject> objects = new ArrayList<>(LongStream.range(0, MergeSelection.MAX_PARTS + 2)
                .mapToObj(i -> object(i, 0))
                .toList());

        assertThat(batches(objects)).extracting(List::size).containsExactly(MergeSelection.MAX_PARTS, 2);
    }

    @Test
    void topicsAndFormatsAreNotMixed() {
        LakeObject parquet = object(10, 1);
        LakeObject alsoParquet = object(30, 1);
        LakeObject lines = object("logs.parsed", 20, "ndjson.gz", 1, CLOSED);
        LakeObject alsoLines = object("logs.parsed", 40, "ndjson.gz", 1, CLOSED);
        LakeObject other = object("other", 10, "parquet", 1, CLOSED);
        LakeObject alsoOther = object("other", 20, "parquet", 1, CLOSED);

        assertThat(batches(List.of(parquet, lines, other, alsoParquet, alsoLines, alsoOther)))
                .containsExactlyInAnyOrder(
                        List.of(parquet, alsoParquet), List.of(lines, alsoLines), List.of(other, alsoOther));
    }

    /** The sink may still write it, or a late upload may have written it a moment ago. */
    @Test
    void whatIsNotFinalOrTooYoungStays() {
        LakeObject committed = object(99_999, 1);
        LakeObject uncommitted = object(100_000, 1);
        LakeObject young = object("logs.parsed", 10, "parquet", 1, CLOSED.plusSeconds(1));
        LakeObject old = object(20, 1);

        assertThat(batches(List.of(committed, uncommitted, young, old))).containsExactly(List.of(old, committed));
    }
}
