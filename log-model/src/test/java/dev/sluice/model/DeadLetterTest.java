// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.DeadLetter.Coordinates;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {

    @Test
    void saysWhyWhereAndWhen() {
        DeadLetter letter = new DeadLetter(
                "id",
                DeadLetterReason.BAD_TIMESTAMP,
                "no 31 Feb",
                new Coordinates("logs.raw", 2, 41),
                7,
                1,
                1_700_000_000_000L);

        assertThat(headersOf(letter))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "sluice.dlt.id", "id",
                        "sluice.dlt.reason", "BAD_TIMESTAMP",
                        "sluice.dlt.message", "no 31 Feb",
                        "sluice.dlt.topic", "logs.raw",
                        "sluice.dlt.partition", "2",
                        "sluice.dlt.offset", "41",
                        "sluice.dlt.line", "7",
                        "sluice.dlt.attempts", "1",
                        "sluice.dlt.at", "1700000000000"));
    }

    @Test
    void hasNoCoordinatesWhereItNeverReachedATopic() {
        DeadLetter letter = new DeadLetter("id", DeadLetterReason.LINE_TOO_LONG, "long", null, 0, 1, 0);

        assertThat(headersOf(letter)).doesNotContainKeys(Headers.DLT_TOPIC, Headers.DLT_PARTITION, Headers.DLT_OFFSET);
    }

    @Test
    void cutsALongMessage() {
        DeadLetter letter = new DeadLetter("id", DeadLetterReason.SINK_REJECTED, "x".repeat(5_000), null, 0, 1, 0);

        assertThat(letter.message()).hasSize(DeadLetter.MAX_MESSAGE).endsWith("x…");
    }

    @Test
    void isReadAsItWasWritten() {
        DeadLetter ofALine = new DeadLetter(
                "id", DeadLetterReason.BAD_JSON, "no", new Coordinates("logs.raw", 2, 41), 7, 3, 1_700_000_000_000L);
        DeadLetter ofAnEvent =
                new DeadLetter("id", DeadLetterReason.SINK_REJECTED, "no", null, DeadLetter.NO_LINE, 1, 5);

        for (DeadLetter letter : List.of(ofALine, ofAnEvent)) {
            Map<String, byte[]> headers = new TreeMap<>();
            letter.writeTo(headers::put);
            assertThat(DeadLetter.read(headers::get)).isEqualTo(letter);
        }
    }

    @Test
    void aReasonOfANewerReleaseIsKeptInTheMessage() {
        Map<String, byte[]> headers = new TreeMap<>();
        new DeadLetter("id", DeadLetterReason.BAD_JSON, "no", null, 0, 1, 5).writeTo(headers::put);
        headers.put(Headers.DLT_REASON, "TOO_BORING".getBytes(UTF_8));

        assertThat(DeadLetter.read(headers::get).reason()).isEqualTo(DeadLetterReason.UNKNOWN);
        assertThat(DeadLetter.read(headers::get).message()).isEqualTo("TOO_BORING: no");
    }

    @Test
    void countsAttemptsOn() {
        assertThat(DeadLetter.attempt(name -> null)).isEqualTo(1);
        assertThat(DeadLetter.attempt(name -> "4".getBytes(UTF_8))).isEqualTo(5);
        assertThat(DeadLetter.attempt(name -> "often".getBytes(UTF_8))).isEqualTo(1);
    }

    @Test
    void theSameLineHasOneIdAndAnotherLineStoreOrSenderAnother() {
        ChunkHeaders line = ChunkHeaders.of("text", "b", 5).at(3, OptionalLong.empty());
        byte[] value = "x".getBytes(UTF_8);
        String id = DeadLetterId.ofLine(line, value);

        assertThat(id).hasSize(22).isEqualTo(DeadLetterId.ofLine(line.with(ChunkHeaders.Receipt.at(9)), value));
        assertThat(List.of(
                        DeadLetterId.ofLine(line, "y".getBytes(UTF_8)),
                        DeadLetterId.ofLine(line.at(4, OptionalLong.empty()), value),
                        DeadLetterId.ofLine(line.with(line.routing().inNamespace("other")), value),
                        DeadLetterId.ofLine(line.with(ChunkHeaders.Provenance.of("web")), value),
                        DeadLetterId.ofLine(line.with(ChunkHeaders.Position.ofStream("b", "b", 3)), value),
                        DeadLetterId.ofRecord(new Coordinates("logs.raw", 0, 3), value),
                        DeadLetterId.ofEvent(Topics.S3_DEAD_LETTERS, "event", value),
                        DeadLetterId.ofEvent(Topics.ELASTICSEARCH_DEAD_LETTERS, "event", value)))
                .doesNotContain(id)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs.raw-dlt-3-99", "a-b-c-0-0"})
    void coordinatesAreReadAsTheyAreWritten(String text) {
        assertThat(Coordinates.parse(text)).hasToString(text);
        assertThat(Coordinates.parse("logs.raw-dlt-3-99")).isEqualTo(new Coordinates("logs.raw-dlt", 3, 99));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "logs.raw", "logs.raw-dlt-3", "-3-99", "t-x-1"})
    void whatIsNoCoordinatesIsRefused(String text) {
        assertThatThrownBy(() -> Coordinates.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topic-partition-offset")
                .hasMessageContaining("'" + text + "'");
    }

    private static Map<String, String> headersOf(DeadLetter letter) {
        Map<String, String> headers = new TreeMap<>();
        letter.writeTo((name, value) -> headers.put(name, new String(value, UTF_8)));
        return headers;
    }
}
