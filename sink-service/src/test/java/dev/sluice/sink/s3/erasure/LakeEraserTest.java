// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sink.erasure.ErasedEvent;
import dev.sluice.sink.erasure.ErasureRequest;
import dev.sluice.sink.s3.compaction.CommittedOffsets;
import dev.sluice.sink.s3.erasure.FakeLake.Killed;
import dev.sluice.sink.s3.format.LakeFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exactly the others stay, wherever it is killed and whatever comes in between. */
class LakeEraserTest {

    private static final ErasureRequest ALICE = new ErasureRequest("user.name", "alice", null, null, null, null);
    private static final String MERGED = "merged-001-logs.parsed_0.10-30.ndjson.gz";

    /** More than a run has steps. */
    private static final int STEPS = 30;

    @TempDir
    private Path folder;

    private FakeLake lake;
    private long committed = 200;

    @BeforeEach
    void prepare() {
        lake = new FakeLake(folder);
    }

    @ParameterizedTest
    @EnumSource(LakeFormat.class)
    void whatIsKilledAtAnyStepIsFinishedByTheNextRun(LakeFormat format) throws Exception {
        int kills = 0;
        for (int step = 1; step <= STEPS; step++) {
            lake = new FakeLake(folder);
            lake.put(name(0, format), format, "a1:alice", "b1:bob", "n1");
            lake.put(name(40, format), format, "b2:bob");
            lake.put(name(80, format), format, "a2:alice");
            lake.killAt(step);
            try {
                erase();
            } catch (Killed e) {
                kills++;
            }
            lake.killAt(0);

            erase();

            assertThat(lake.events())
                    .as("killed at step %d", step)
                    .isEqualTo(Map.of(
                            name(0, format), List.of("b1", "n1"),
                            name(40, format), List.of("b2"),
                            name(80, format), List.of()));
            assertThat(lake.erased()).containsExactly("a1", "a2");
        }
        assertThat(kills).isBetween(10, STEPS - 1);
    }

    @Test
    void anEventIsBookedBeforeItIsDeletedWithItsHourOfReceipt() throws Exception {
        lake.put(name(0), LakeFormat.NDJSON_GZ, "a1:alice", "b1:bob");
        // Both begin: listing, reading, and the journal.
        lake.killAt(5);
        try {
            erase();
        } catch (Killed e) {
            // Right after it was booked.
        }

        assertThat(lake.erasing).containsExactly(new ErasedEvent("a1", "logs-app-default", 492_323));
        assertThat(lake.events().get(name(0))).containsExactly("a1", "b1");
    }

    @Test
    void whatTheSinkMayWriteAgainStaysUntilItIsPastIt() throws Exception {
        lake.put(name(100), LakeFormat.NDJSON_GZ, "a1:alice");
        lake.put("merged-001-logs.parsed_0.10-30_0.100-100.ndjson.gz", LakeFormat.NDJSON_GZ, "a2:alice");
        committed = 100;

        assertThat(erase()).isZero();

        assertThat(lake.events().get(name(100))).containsExactly("a1");
        assertThat(lake.erasing).isEmpty();
        committed = 101;
        assertThat(erase()).isEqualTo(2);
        assertThat(lake.events().values()).allMatch(List::isEmpty);
    }

    @Test
    void anUploadThatWasLateIsFoundByTheNextPass() throws Exception {
        lake.put(name(0), LakeFormat.NDJSON_GZ, "a1:alice", "b1:bob");
        Runnable late = lake.latePutOf(name(0));
        erase();

        late.run();

        assertThat(erase()).isOne();
        assertThat(lake.events()).isEqualTo(Map.of(name(0), List.of("b1")));
        assertThat(lake.erased()).containsExactly("a1");
    }

    @Test
    void anObjectThatHasChangedMeanwhileIsReadAgain() throws Exception {
        lake.put(name(0), LakeFormat.NDJSON_GZ, "a1:alice", "b1:bob");
        lake.meanwhile = () -> {
            lake.meanwhile = () -> {};
            lake.put(name(0), LakeFormat.NDJSON_GZ, "a1:alice", "b1:bob", "b2:bob", "a2:alice");
        };

        assertThat(erase()).isEqualTo(2);

        assertThat(lake.events()).isEqualTo(Map.of(name(0), List.of("b1", "b2")));
    }

    @Test
    void whatHoldsNothingStaysByteForByteAndIsReadOnce() throws Exception {
        lake.put(MERGED, LakeFormat.NDJSON_GZ, "b1:bob");
        lake.put(name(40), LakeFormat.NDJSON_GZ, "a1:alice");
        byte[] before = lake.bytes(MERGED);
        erase();
        lake.reads.clear();

        assertThat(erase()).isZero();

        assertThat(lake.reads).isEmpty();
        assertThat(lake.bytes(MERGED)).isSameAs(before);
    }

    @ParameterizedTest
    @EnumSource(LakeFormat.class)
    void aNameIsFoundHoweverItIsWritten(LakeFormat format) throws Exception {
        lake.put(name(0, format), format, "a1:al\\u0069ce", "b1:\\u0062ob", "b2:al\\\"ice");

        assertThat(erase()).isOne();

        assertThat(lake.events()).isEqualTo(Map.of(name(0, format), List.of("b1", "b2")));
    }

    @Test
    void countingWritesNothing() throws Exception {
        lake.put(name(0), LakeFormat.NDJSON_GZ, "a1:alice", "b1:bob");
        lake.put(name(300), LakeFormat.NDJSON_GZ, "a2:alice");

        assertThat(eraser().count(ALICE, progress -> {})).isEqualTo(2);

        assertThat(lake.erasing).isEmpty();
        assertThat(lake.events().values()).containsExactly(List.of("a1", "b1"), List.of("a2"));
    }

    private long erase() throws IOException, InterruptedException {
        return eraser().erase(ALICE, lake, progress -> {});
    }

    private LakeEraser eraser() {
        return new LakeEraser(
                "s3",
                lake,
                () -> new CommittedOffsets(Map.of(new TopicPartition("logs.parsed", 0), committed)),
                folder.resolve("spool"));
    }

    private static String name(long first) {
        return name(first, LakeFormat.NDJSON_GZ);
    }

    private static String name(long first, LakeFormat format) {
        return String.format("logs.parsed-0-%020d.%s", first, format.extension());
    }
}
