// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sink.s3.LakeObject;
import dev.sluice.sink.s3.ObjectCoverage;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What goes of two objects that overlap, whichever of them is bigger. */
class RepeatedObjectsTest {

    private static final String MERGED = "merged-001-logs.parsed_0.0-2.parquet";
    private static final String LATE = "logs.parsed-0-00000000000000000000.parquet";

    private final Map<String, List<String>> events = new HashMap<>();

    @Test
    void aLateUploadOfWhatIsMergedGoes() throws IOException {
        events.put(MERGED, List.of("a1", "b1", "b2"));
        events.put(LATE, List.of("a1", "b1"));

        assertThat(repeated(3, 2, Set.of())).isEqualTo(LATE);
    }

    @Test
    void aLateUploadThatHoldsErasedEventsGoesAlsoIfItIsTheBiggerOne() throws IOException {
        events.put(MERGED, List.of("b1", "b2"));
        events.put(LATE, List.of("a1", "a2", "a3", "b1"));

        assertThat(repeated(2, 4, Set.of("a1", "a2", "a3"))).isEqualTo(LATE);
    }

    @Test
    void itGoesAlsoIfAllThatIsLeftInTheMergedOneIsInIt() throws IOException {
        events.put(MERGED, List.of("b1"));
        events.put(LATE, List.of("a1", "b1"));

        assertThat(repeated(1, 2, Set.of("a1"))).isEqualTo(LATE);
    }

    @Test
    void whatHoldsOtherEventsStays() {
        events.put(MERGED, List.of("b1", "b2"));
        events.put(LATE, List.of("a1", "new"));

        assertThatThrownBy(() -> repeated(2, 2, Set.of("a1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(MERGED)
                .hasMessageContaining(LATE)
                .hasMessageContaining("perator action required");
    }

    private String repeated(long mergedSize, long lateSize, Set<String> erased) throws IOException {
        RepeatedObjects repeated =
                new RepeatedObjects((key, ids) -> events.get(key).forEach(ids::accept), erased::contains);
        return repeated.find(List.of(object(MERGED, mergedSize), object(LATE, lateSize)))
                .orElseThrow()
                .key();
    }

    private static LakeObject object(String name, long size) {
        return new LakeObject("", ObjectCoverage.parse(name).orElseThrow(), size, Instant.EPOCH);
    }
}
