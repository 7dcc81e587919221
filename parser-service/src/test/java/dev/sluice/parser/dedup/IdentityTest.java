// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.StreamDigest;
import dev.sluice.parser.dedup.DedupResult.Conflict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is taken for something else: repeats are known by who, what and content. */
class IdentityTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final StreamDigest START = StreamDigest.start();

    private Deduplicator deduplicator = deduplicator(1 << 20, 1 << 20);

    // Who

    @Test
    void anotherSendersKeyIsAnotherBatch() {
        batch("a", "default", "k", null, "x\nx\nx\n");

        DedupResult other = batch("b", "default", "k", null, "1\n2\n3\n4\n");

        assertThat(other.repeatedLines()).isZero();
        assertThat(other.parts()).hasSize(1);
    }

    @Test
    void anotherNamespacesKeyIsAnotherBatch() {
        batch("a", "one", "k", null, "x\n");

        assertThat(batch("a", "two", "k", null, "x\n").parts()).hasSize(1);
    }

    @Test
    void anotherSenderCannotClaimAStream() {
        chunk("b", 1L << 40, null, "claimed\n");

        DedupResult owners = chunk("a", 0, null, "first\n");

        assertThat(owners.parts()).hasSize(1);
        assertThat(owners.missingBytes()).isZero();
    }

    // Batches by their body

    @Test
    void aKeyThatIsUsedForAnotherBodyIsKeptUnderANameOfItsOwn() {
        batch("a", "default", "k", "one", "1\n2\n");

        DedupResult other = batch("a", "default", "k", "two", "3\n");

        assertThat(other.conflict()).isEqualTo(Conflict.KEY_REUSED);
        assertThat(other.parts()).hasSize(1);
        String name = other.parts().getFirst().headers().batch();
        assertThat(name).startsWith("k#");
        assertThat(batch("a", "default", "k", "three", "3\n")
                        .parts()
                        .getFirst()
                        .headers()
                        .batch())
                .isNotEqualTo(name);
    }

    @Test
    void eachBodyOfAReusedKeyIsTakenOnce() {
        batch("a", "default", "k", "one", "1\n2\n");
        batch("a", "default", "k", "two", "3\n");

        assertThat(batch("a", "default", "k", "two", "3\n").repeatedLines()).isOne();
        assertThat(batch("a", "default", "k", "one", "1\n2\n").repeatedLines()).isEqualTo(2);
    }

    @Test
    void aBodyWithoutADigestIsNotTakenForOneWith() {
        batch("a", "default", "k", "one", "1\n");

        assertThat(batch("a", "default", "k", null, "1\n").conflict()).isEqualTo(Conflict.KEY_REUSED);
    }

    // Streams by what was before

    @Test
    void aChunkThatComesAgainIsARepeat() {
        sent("", "a\n");
        sent("a\n", "b\n");

        assertThat(sent("", "a\n").repeatedLines()).isOne();
        assertThat(sent("a\n", "b\n").repeatedLines()).isOne();
    }

    @Test
    void otherBytesAtAnOffsetThatWasSeenAreAForkAndKept() {
        sent("", "a\n");
        sent("a\n", "b\nc\n");

        DedupResult fork = sent("a\n", "B\n");

        assertThat(fork.conflict()).isEqualTo(Conflict.FORK);
        assertThat(fork.parts().getFirst().headers().stream()).startsWith("s#");
        assertThat(fork.parts().getFirst().headers().offset()).hasValue(2);
    }

    /** Both machines of a clone go on, in any order; each line of both is taken once. */
    @Test
    void bothCoursesGoOnAndEachChunkOfThemIsTakenOnce() {
        sent("", "a\n");
        sent("a\n", "b\n");
        String fork = sent("a\n", "B\n").parts().getFirst().headers().stream();

        DedupResult forksNext = sent("a\nB\n", "C\n");
        DedupResult firstsNext = sent("a\nb\n", "c\n");

        assertThat(forksNext.conflict()).isEqualTo(Conflict.NONE);
        assertThat(forksNext.parts().getFirst().headers().stream()).isEqualTo(fork);
        assertThat(firstsNext.parts().getFirst().headers().stream()).isEqualTo("s");
        assertThat(sent("a\n", "B\n").parts()).isEmpty();
        assertThat(sent("a\nB\n", "C\n").parts()).isEmpty();
        assertThat(sent("a\nb\n", "c\n").parts()).isEmpty();
    }

    /** The restored one resumes where both pasts are still equal, and is the first to get beyond what was seen. */
    @Test
    void aForkThatGetsAheadIsNotTakenForTheFirst() {
        sent("", "a\n");
        sent("a\n", "b\n");
        sent("a\n", "B\n");
        DedupResult ahead = sent("a\nB\n", "C\n");

        DedupResult first = sent("a\nb\n", "c\n");

        assertThat(ahead.parts().getFirst().headers().stream()).startsWith("s#");
        assertThat(first.parts().getFirst().headers().stream()).isEqualTo("s");
        assertThat(first.missingBytes()).isZero();
    }

    @Test
    void twoForksAtOnePlaceAreTwo() {
        sent("", "a\n");
        sent("a\n", "b\n");

        String one = sent("a\n", "B\n").parts().getFirst().headers().stream();
        String other = sent("a\n", "X\n").parts().getFirst().headers().stream();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void aChunkThatReachesBeyondWhatWasSeenIsCutWhereItsBytesAreTheSame() {
        sent("", "a\n");
        sent("a\n", "b\n");

        DedupResult rest = sent("a\n", "b\nc\n");
        DedupResult other = sent("a\n", "B\nc\nd\n");

        assertThat(rest.repeatedLines()).isOne();
        assertThat(rest.parts().getFirst().from()).isEqualTo(2);
        assertThat(rest.parts().getFirst().headers().offset()).hasValue(4);
        assertThat(other.conflict()).isEqualTo(Conflict.FORK);
        assertThat(other.repeatedLines()).isZero();
    }

    /** Whoever has lost the digest, or never had it, starts another: what it cannot be compared with is not dropped. */
    @Test
    void anotherDigestGoesOnAndItsRepeatsAreForks() {
        sent("", "a\n");
        StreamDigest other = StreamDigest.start();

        DedupResult next = deduplicator.deduplicate(stream("a", 2, other.toString()), KEY, bytes("b\n"), NOW);
        DedupResult again = deduplicator.deduplicate(stream("a", 0, other.toString()), KEY, bytes("a\n"), NOW);

        assertThat(next.parts().getFirst().headers().stream()).isEqualTo("s");
        assertThat(again.conflict()).isEqualTo(Conflict.FORK);
    }

    @Test
    void aGapIsToldThoughWhatIsMissingCannotBeCompared() {
        sent("", "a\n");

        assertThat(sent("a\nmissing\n", "b\n").missingBytes()).isEqualTo(8);
    }

    @Test
    void aSkippedPartIsNoGapAndNoFork() {
        sent("", "a\n");
        ChunkHeaders headers = stream("a", 10, digestOf("a\n"));
        headers = headers.with(headers.position().coveringFrom(2));

        DedupResult next = deduplicator.deduplicate(headers, KEY, bytes("b\n"), NOW);

        assertThat(next.missingBytes()).isZero();
        assertThat(next.conflict()).isEqualTo(Conflict.NONE);
    }

    @Test
    void aDigestThatCannotBeReadIsRefusedAndNothingIsRemembered() {
        assertThatThrownBy(() -> deduplicator.deduplicate(stream("a", 0, "?"), KEY, bytes("a\n"), NOW))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(deduplicator.takeChanges(NOW)).isEmpty();
    }

    /** What a request may bring, and bring again. */
    @Test
    void theLatestChunksAreKnownAndOldOnesThinnedOut() {
        StringBuilder before = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            String line = "line " + i + '\n';
            sent(before.toString(), line);
            before.append(line);
        }

        String all = before.toString();
        int from = all.indexOf("line 478");
        for (String line : all.substring(from).split("(?<=\n)")) {
            assertThat(sent(all.substring(0, all.indexOf(line)), line).parts())
                    .as(line)
                    .isEmpty();
        }
        assertThat(deduplicator.bytes()).isLessThan(6_000);
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        sent("", "a\n");
        sent("a\n", "b\n");
        String fork = sent("a\n", "B\n").parts().getFirst().headers().stream();
        batch("a", "default", "k", "one", "1\n2\n");
        batch("a", "default", "k", "two", "3\n");
        succeed();

        assertThat(sent("a\n", "b\n").parts()).isEmpty();
        assertThat(sent("a\nB\n", "C\n").parts().getFirst().headers().stream()).isEqualTo(fork);
        assertThat(batch("a", "default", "k", "two", "3\n").parts()).isEmpty();
        assertThat(batch("a", "default", "k", "four", "3\n").conflict()).isEqualTo(Conflict.KEY_REUSED);
    }

    // CloudWatch

    @Test
    void aLogEventThatComesInAnotherPayloadIsARepeat() {
        assertThat(logEvents("k1", "AXUTfwsAtmPSXoSEmTk5Wg", "BXUTfwsAtmPSXoSEmTk5Wg"))
                .hasSize(2);

        assertThat(logEvents("k2", "BXUTfwsAtmPSXoSEmTk5Wg", "CXUTfwsAtmPSXoSEmTk5Wg"))
                .containsExactly("CXUTfwsAtmPSXoSEmTk5Wg");
        succeed();
        assertThat(logEvents("k3", "AXUTfwsAtmPSXoSEmTk5Wg", "CXUTfwsAtmPSXoSEmTk5Wg", "DXUTfwsAtmPSXoSEmTk5Wg"))
                .containsExactly("DXUTfwsAtmPSXoSEmTk5Wg");
    }

    @Test
    void aLogEventIsForgottenInTime() {
        logEvents("k1", "AXUTfwsAtmPSXoSEmTk5Wg");
        deduplicator.takeChanges(NOW + Duration.ofHours(4).toMillis());

        assertThat(logEvents("k2", "AXUTfwsAtmPSXoSEmTk5Wg")).hasSize(1);
    }

    // Room

    /** A million streams once ended the parser, and ended it again at each start. */
    @ParameterizedTest
    @CsvSource({"streams", "batches"})
    void memoryIsBoundedAndTheOldestForgottenFirst(String kind) {
        deduplicator = deduplicator(200_000, 100_000);
        for (int i = 0; i < 20_000; i++) {
            if (kind.equals("streams")) {
                deduplicator.deduplicate(named("a", "s" + i, 0), KEY, bytes("a\n"), NOW + i);
            } else {
                batch("a", "default", "k" + i, null, "a\n");
            }
            deduplicator.takeChanges(NOW + i);
        }

        assertThat(deduplicator.bytes()).isBetween(90_000L, 100_000L);
        assertThat(deduplicator.takeForgotten()).isGreaterThan(19_000);
        assertThat(deduplicator.takeForgotten()).isZero();
    }

    @Test
    void oneSenderCannotTakeTheRoomOfAnother() {
        deduplicator = deduplicator(150_000, 100_000);
        batch("quiet", "default", "k", null, "a\n");
        for (int i = 0; i < 2_000; i++) {
            batch("loud", "default", "k" + i, null, "a\n");
            batch("louder", "default", "k" + i, null, "a\n");
            deduplicator.takeChanges(NOW);
        }

        assertThat(batch("quiet", "default", "k", null, "a\n").parts()).isEmpty();
        assertThat(deduplicator.bytes()).isLessThan(152_000);
    }

    @Test
    void whatIsForgottenIsTakenOutOfTheStateToo() {
        deduplicator = deduplicator(200_000, 2_000);
        for (int i = 0; i < 10; i++) {
            batch("a", "default", "k" + i, null, "a\n");
        }

        Map<String, byte[]> changes = deduplicator.takeChanges(NOW);

        assertThat(changes).hasSize(10);
        assertThat(changes.values().stream().filter(value -> value == null)).hasSize(6);
    }

    private DedupResult batch(String sender, String namespace, String key, String digest, String body) {
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of("text").inNamespace(namespace),
                Position.ofBatch(key).withDigest(digest),
                Provenance.of(sender),
                Receipt.at(NOW));
        return deduplicator.deduplicate(headers, KEY, bytes(body), NOW);
    }

    private DedupResult chunk(String sender, long offset, String digest, String body) {
        return deduplicator.deduplicate(stream(sender, offset, digest), KEY, bytes(body), NOW);
    }

    /** A chunk of one sender's stream, behind what was sent before. */
    private DedupResult sent(String before, String body) {
        return chunk("a", before.length(), digestOf(before), body);
    }

    private static String digestOf(String before) {
        StreamDigest digest = START.copy();
        digest.update(bytes(before), 0, before.length());
        return digest.toString();
    }

    private List<String> logEvents(String key, String... ids) {
        ChunkHeaders headers =
                new ChunkHeaders(Routing.of("cloudwatch"), Position.ofBatch(key), Provenance.of("a"), Receipt.at(NOW));
        LogEventFilter filter = deduplicator.logEvents();
        List<String> news = List.of(ids).stream().filter(filter::isNew).collect(Collectors.toList());
        deduplicator.remember(filter, headers, KEY, NOW);
        return news;
    }

    private static ChunkHeaders stream(String sender, long offset, String digest) {
        return new ChunkHeaders(
                Routing.of("text"),
                Position.ofStream("b", "s", offset).withDigest(digest),
                Provenance.of(sender),
                Receipt.at(NOW));
    }

    private static ChunkHeaders named(String sender, String stream, long offset) {
        return new ChunkHeaders(
                Routing.of("text"), Position.ofStream("b", stream, offset), Provenance.of(sender), Receipt.at(NOW));
    }

    private void succeed() {
        Deduplicator successor = deduplicator(1 << 20, 1 << 20);
        deduplicator.takeChanges(NOW).forEach(successor::restore);
        deduplicator = successor;
    }

    private static Deduplicator deduplicator(long maxBytes, long maxSenderBytes) {
        return new Deduplicator(
                new DedupLimits(
                        Duration.ofHours(3), Duration.ofDays(30), Duration.ofDays(14), maxBytes, maxSenderBytes),
                true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
