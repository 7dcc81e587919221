// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeduplicatorTest {

    private static final DedupLimits REMEMBER =
            new DedupLimits(Duration.ofHours(1), Duration.ofDays(7), Duration.ofDays(14), 1 << 20, 1 << 19);
    private static final byte[] KEY = bytes("key");
    private static final long NOW = 1_700_000_000_000L;

    private final Deduplicator deduplicator = new Deduplicator(REMEMBER, true);

    @Test
    void aBatchWithoutTheSendersKeyCannotRepeatAndIsNotRemembered() {
        assertThat(texts(deduplicator.deduplicate(batch("uuid", 0), null, bytes("a\nb\n"), NOW), "a\nb\n"))
                .containsExactly("a\nb\n");
        assertThat(deduplicator.takeChanges(NOW)).isEmpty();
    }

    @Test
    void aBatchSentAgainYieldsNothing() {
        deduplicator.deduplicate(batch("k", 0), KEY, bytes("a\nb\n"), NOW);

        DedupResult again = deduplicator.deduplicate(batch("k", 0), KEY, bytes("a\nb\n"), NOW);

        assertThat(again.parts()).isEmpty();
        assertThat(again.repeatedLines()).isEqualTo(2);
    }

    @Test
    void anotherBatchWithTheSameBytesIsNoRepeat() {
        deduplicator.deduplicate(batch("k", 0), KEY, bytes("a\n"), NOW);

        assertThat(deduplicator
                        .deduplicate(batch("other", 0), KEY, bytes("a\n"), NOW)
                        .parts())
                .hasSize(1);
    }

    /** The first try got its first and third chunk through; the second try sends all three, cut elsewhere. */
    @Test
    void onlyTheLinesOfABatchThatWereMissingGetThrough() {
        deduplicator.deduplicate(batch("k", 0), KEY, bytes("0\n1\n"), NOW);
        deduplicator.deduplicate(batch("k", 4), KEY, bytes("4\n5"), NOW);

        String all = "0\n1\n2\n3\n4\n5";
        DedupResult rest = deduplicator.deduplicate(batch("k", 0), KEY, bytes(all), NOW);

        assertThat(texts(rest, all)).containsExactly("2\n3\n");
        assertThat(rest.parts().getFirst().headers().line()).isEqualTo(2);
        assertThat(rest.repeatedLines()).isEqualTo(4);
    }

    @Test
    void aLastLineWithoutAnEndIsALine() {
        deduplicator.deduplicate(batch("k", 0), KEY, bytes("a\nb"), NOW);

        assertThat(deduplicator.deduplicate(batch("k", 2), KEY, bytes("c"), NOW).parts())
                .hasSize(1);
        assertThat(deduplicator.deduplicate(batch("k", 1), KEY, bytes("b"), NOW).parts())
                .isEmpty();
    }

    /** A gzip payload holds 0x0a wherever it likes. */
    @Test
    void aCloudWatchPayloadIsOneThingWhateverItsBytes() {
        ChunkHeaders headers = ChunkHeaders.of("cloudwatch", "k", NOW);

        assertThat(deduplicator.deduplicate(headers, KEY, bytes("\n\n\n"), NOW).parts())
                .hasSize(1);
        assertThat(deduplicator.deduplicate(headers, KEY, bytes("\n\n\n"), NOW).parts())
                .isEmpty();
        assertThat(deduplicator
                        .deduplicate(headers.at(1, OptionalLong.empty()), KEY, bytes("x"), NOW)
                        .parts())
                .hasSize(1);
    }

    @Test
    void aStreamGoesOnWhereItEnded() {
        deduplicator.deduplicate(stream("s", 100), KEY, bytes("aaa\n"), NOW);

        DedupResult next = deduplicator.deduplicate(stream("s", 104), KEY, bytes("bbb\n"), NOW);

        assertThat(next.parts()).hasSize(1);
        assertThat(next.missingBytes()).isZero();
    }

    @Test
    void anOverlapOfAStreamYieldsTheLinesAfterIt() {
        deduplicator.deduplicate(stream("s", 100), KEY, bytes("aaa\nbbb\n"), NOW);

        String overlapping = "bbb\nccc\n";
        DedupResult rest = deduplicator.deduplicate(stream("s", 104), KEY, bytes(overlapping), NOW);

        assertThat(texts(rest, overlapping)).containsExactly("ccc\n");
        assertThat(rest.parts().getFirst().headers().offset()).hasValue(108);
        assertThat(rest.repeatedLines()).isOne();
    }

    @Test
    void aGapInAStreamIsReportedAndItsLinesAreTaken() {
        deduplicator.deduplicate(stream("s", 0), KEY, bytes("aaa\n"), NOW);

        DedupResult after = deduplicator.deduplicate(stream("s", 416), KEY, bytes("bbb\n"), NOW);

        assertThat(after.parts()).hasSize(1);
        assertThat(after.missingBytes()).isEqualTo(412);
    }

    /** The sender skipped a block of NUL bytes, which is told; only what lies before that block is missing. */
    @Test
    void whatASenderLeftOutOnPurposeIsNoGap() {
        deduplicator.deduplicate(stream("s", 0), KEY, bytes("aaa\n"), NOW);
        deduplicator.deduplicate(stream("t", 0), KEY, bytes("aaa\n"), NOW);

        ChunkHeaders skipped = coveringFrom(stream("s", 400), 4);
        assertThat(deduplicator.deduplicate(skipped, KEY, bytes("bbb\n"), NOW).missingBytes())
                .isZero();
        ChunkHeaders partly = coveringFrom(stream("t", 416), 20);
        assertThat(deduplicator.deduplicate(partly, KEY, bytes("bbb\n"), NOW).missingBytes())
                .isEqualTo(16);
    }

    @Test
    void aStreamMayStartAnywhere() {
        assertThat(deduplicator
                        .deduplicate(stream("s", 4_096), KEY, bytes("a\n"), NOW)
                        .missingBytes())
                .isZero();
    }

    @Test
    void streamsInOnePartitionDoNotMeet() {
        deduplicator.deduplicate(stream("s", 0), KEY, bytes("aaa\n"), NOW);

        assertThat(deduplicator
                        .deduplicate(stream("t", 0), KEY, bytes("aaa\n"), NOW)
                        .parts())
                .hasSize(1);
    }

    @Test
    void aDeadLetterIsReplayedOnceThoughItsBatchWasSeen() {
        deduplicator.deduplicate(batch("k", 0), KEY, bytes("a\n"), NOW);
        ChunkHeaders replay = replay("k", "logs.raw-dlt-0-7");

        assertThat(deduplicator.deduplicate(replay, KEY, bytes("a"), NOW).parts())
                .hasSize(1);
        assertThat(deduplicator.deduplicate(replay, KEY, bytes("a"), NOW).parts())
                .isEmpty();
        assertThat(deduplicator
                        .deduplicate(replay("k", "logs.raw-dlt-0-8"), KEY, bytes("a"), NOW)
                        .parts())
                .hasSize(1);
    }

    @Test
    void anotherFilterGoesOnFromWhatWasWritten() {
        deduplicator.deduplicate(batch("k", 0), KEY, bytes("a\nb\n"), NOW);
        deduplicator.deduplicate(stream("s", 0), KEY, bytes("aaa\n"), NOW);
        deduplicator.deduplicate(replay("k", "logs.raw-dlt-0-7"), KEY, bytes("a"), NOW);
        Deduplicator successor = new Deduplicator(REMEMBER, true);
        deduplicator.takeChanges(NOW).forEach(successor::restore);

        assertThat(successor
                        .deduplicate(batch("k", 0), KEY, bytes("a\nb\n"), NOW)
                        .parts())
                .isEmpty();
        assertThat(successor
                        .deduplicate(stream("s", 0), KEY, bytes("aaa\n"), NOW)
                        .parts())
                .isEmpty();
        assertThat(successor
                        .deduplicate(replay("k", "logs.raw-dlt-0-7"), KEY, bytes("a"), NOW)
                        .parts())
                .isEmpty();
    }

    @Test
    void forgetsWhatIsTooOldAndSaysSo() {
        deduplicator.deduplicate(batch("old", 0), KEY, bytes("a\n"), NOW);
        deduplicator.deduplicate(stream("s", 0), KEY, bytes("aaa\n"), NOW);
        deduplicator.takeChanges(NOW);
        long later = NOW + Duration.ofMinutes(61).toMillis();
        deduplicator.deduplicate(batch("new", 0), KEY, bytes("a\n"), later);

        Map<String, byte[]> changes = deduplicator.takeChanges(later);

        String old = DedupKey.ofBatch(batch("old", 0), "old").toString();
        assertThat(changes)
                .containsOnlyKeys(old, DedupKey.ofBatch(batch("new", 0), "new").toString());
        assertThat(changes.get(old)).isNull();
        assertThat(deduplicator
                        .deduplicate(batch("old", 0), KEY, bytes("a\n"), later)
                        .parts())
                .hasSize(1);
    }

    @Test
    void aBatchThatGoesOnIsNotForgotten() {
        deduplicator.deduplicate(batch("k", 0), KEY, bytes("a\n"), NOW);
        long later = NOW + Duration.ofMinutes(50).toMillis();
        deduplicator.deduplicate(batch("k", 1), KEY, bytes("b\n"), later);
        deduplicator.takeChanges(later + Duration.ofMinutes(50).toMillis());

        assertThat(deduplicator
                        .deduplicate(batch("k", 0), KEY, bytes("a\n"), later)
                        .parts())
                .isEmpty();
    }

    @Test
    void aReplayedSpanHasAMemoryOfItsOwn() {
        deduplicator.deduplicate(batch("k", 0), KEY, bytes("a\n"), NOW);
        deduplicator.deduplicate(stream("s", 0), KEY, bytes("a\n"), NOW);

        ChunkHeaders again = replay("k", "span:second");
        assertThat(deduplicator.deduplicate(again, KEY, bytes("a\n"), NOW).parts())
                .hasSize(1);
        assertThat(deduplicator.deduplicate(again, KEY, bytes("a\n"), NOW).parts())
                .isEmpty();
        assertThat(deduplicator
                        .deduplicate(replay("k", "span:third"), KEY, bytes("a\n"), NOW)
                        .parts())
                .hasSize(1);
        ChunkHeaders streamAgain = new ChunkHeaders(
                Routing.of("text"),
                Position.ofStream("b", "s", 0),
                Provenance.UNKNOWN.replaying("span:second"),
                Receipt.at(NOW));
        assertThat(deduplicator.deduplicate(streamAgain, KEY, bytes("a\n"), NOW).parts())
                .hasSize(1);
        assertThat(deduplicator.deduplicate(streamAgain, KEY, bytes("a\n"), NOW).parts())
                .isEmpty();
    }

    private static ChunkHeaders batch(String batch, long line) {
        return ChunkHeaders.of("text", batch, NOW).at(line, OptionalLong.empty());
    }

    private static ChunkHeaders stream(String stream, long offset) {
        return new ChunkHeaders(
                Routing.of("text"), Position.ofStream("b", stream, offset), Provenance.UNKNOWN, Receipt.at(NOW));
    }

    private static ChunkHeaders coveringFrom(ChunkHeaders headers, long from) {
        return headers.with(headers.position().coveringFrom(from));
    }

    private static ChunkHeaders replay(String batch, String coordinates) {
        return new ChunkHeaders(
                Routing.of("text"),
                Position.ofBatch(batch),
                Provenance.UNKNOWN.replaying(coordinates),
                Receipt.at(NOW));
    }

    private static List<String> texts(DedupResult unseen, String value) {
        return unseen.parts().stream()
                .map(part -> new String(bytes(value), part.from(), part.to() - part.from(), UTF_8))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
