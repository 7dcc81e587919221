// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import dev.sluice.sink.elasticsearch.SendWatermark.Mark;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Event and expected effect, as in the table at {@link SendWindow}. */
class SendWindowTest {

    private static final long COMMIT_INTERVAL = 500;
    private static final long PROOF_LIFE = 30_000;
    private static final OptionalLong NOTHING_WAITS = OptionalLong.empty();

    private final SendWindow window = window(new OffsetAndMetadata(10, "sent=25"), 0);

    @Test
    void nothingMayBeSentBeforeTheFirstCommit() {
        window.accepted(12);

        assertThat(window.maySend(12, 0)).isFalse();
        assertThat(window.wish(0, OptionalLong.of(12))).contains(new Mark(10, 12 + SendWatermark.AHEAD));
    }

    /** Or a lag would be told for ever that is nothing to do. */
    @Test
    void whatIsCommittedIsStoredThoughTheNextOwnerHasToBeToldYet() {
        window.accepted(30);
        window.committed(new Mark(10, 30 + SendWatermark.AHEAD), 0);
        window.done(30);
        assertThat(window.isStored()).isFalse();

        window.committed(new Mark(30, 30 + SendWatermark.AHEAD), 500);

        assertThat(window.isStored()).isTrue();
        assertThat(window.isDone()).isFalse();
    }

    @Test
    void recordsBelowTheWatermarkThatWasFoundMayHaveBeenSent() {
        assertThat(window.isFateUnknown(24)).isTrue();
        assertThat(window.isFateUnknown(25)).isFalse();
    }

    @Test
    void recordsBelowTheCommittedWatermarkMayBeSent() {
        window.accepted(12);
        window.committed(new Mark(10, 20), 1_000);

        assertThat(window.maySend(20, 1_000)).isTrue();
        assertThat(window.maySend(21, 1_000)).isFalse();
        assertThat(window.wish(1_000, OptionalLong.of(21))).contains(new Mark(10, 12 + SendWatermark.AHEAD));
    }

    @Test
    void aCommitProvesOwnershipForItsTimeOnly() {
        window.accepted(12);
        window.committed(new Mark(10, 20), 1_000);

        assertThat(window.maySend(12, 1_000 + PROOF_LIFE - 1)).isTrue();
        assertThat(window.maySend(12, 1_000 + PROOF_LIFE)).isFalse();
        assertThat(window.wish(1_000 + PROOF_LIFE, OptionalLong.of(12))).isPresent();
        assertThat(window.provenAt()).isEqualTo(1_000);
    }

    @Test
    void theProofIsRenewedInTimeWhileAnythingIsOnItsWay() {
        window.accepted(12);
        window.committed(new Mark(10, 20), 0);

        assertThat(window.wish(PROOF_LIFE / 3 - 1, NOTHING_WAITS)).isEmpty();
        assertThat(window.wish(PROOF_LIFE / 3, NOTHING_WAITS)).contains(new Mark(10, 12 + SendWatermark.AHEAD));
    }

    @Test
    void anIdlePartitionCommitsNothing() {
        window.committed(new Mark(10, 20), 0);

        assertThat(window.wish(10 * PROOF_LIFE, NOTHING_WAITS)).isEmpty();
    }

    @Test
    void whatIsDoneIsCommittedAfterTheInterval() {
        window.accepted(12);
        window.committed(new Mark(10, 20), 0);
        window.done(12);

        assertThat(window.wish(COMMIT_INTERVAL - 1, NOTHING_WAITS)).isEmpty();
        assertThat(window.wish(COMMIT_INTERVAL, NOTHING_WAITS)).contains(new Mark(12, 12 + SendWatermark.AHEAD));
    }

    /** What an earlier owner may have sent is not known to be stored until it is done here. */
    @Test
    void aFlushedPartitionLeavesTheWatermarkThatItFoundWhileThatIsHigher() {
        window.accepted(12);
        window.committed(new Mark(10, 12 + SendWatermark.AHEAD), 0);
        window.done(12);
        window.flush();

        assertThat(window.wish(1, NOTHING_WAITS)).contains(new Mark(12, 25));
        window.committed(new Mark(12, 25), 1);

        assertThat(window.isDone()).isTrue();
        assertThat(window.wish(2, NOTHING_WAITS)).isEmpty();
    }

    @Test
    void theWatermarkThatWasFoundIsNeverLowered() {
        long found = 10 * SendWatermark.AHEAD;
        SendWindow behind = window(new OffsetAndMetadata(10, "sent=" + found), 0);
        behind.accepted(12);

        assertThat(behind.wish(0, OptionalLong.of(12))).contains(new Mark(10, found));
    }

    @Test
    void aFlushedPartitionLeavesNothingToLookUp() {
        window.accepted(30);
        window.committed(new Mark(10, 40), 0);
        window.flush();
        assertThat(window.isDone()).isFalse();
        window.done(30);

        assertThat(window.wish(1, NOTHING_WAITS)).contains(new Mark(30, 30));
        window.committed(new Mark(30, 30), 1);

        assertThat(window.isDone()).isTrue();
        assertThat(window.wish(2, NOTHING_WAITS)).isEmpty();
    }

    @Test
    void withoutAWatermarkAllThatIsThereMayHaveBeenSent() {
        SendWindow unknown = window(new OffsetAndMetadata(10), 0);

        assertThat(unknown.isFateUnknown(99)).isTrue();
        assertThat(unknown.isFateUnknown(100)).isFalse();
    }

    @Test
    void itBeginsWhereTheLogDoesIfThatIsLater() {
        SendWindow late = window(new OffsetAndMetadata(10, "sent=10"), 15);

        assertThat(late.wish(0, NOTHING_WAITS)).contains(new Mark(15, 15 + SendWatermark.AHEAD));
    }

    private static SendWindow window(OffsetAndMetadata committed, long logStart) {
        return new SendWindow(
                new Start(new TopicPartition("logs.parsed", 0), committed, logStart, 100), COMMIT_INTERVAL, PROOF_LIFE);
    }
}
