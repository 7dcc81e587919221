// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.DeadLetter.Coordinates;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {

    @Test
    void saysWhyWhereAndWhen() {
        DeadLetter letter = new DeadLetter(
                DeadLetterReason.BAD_TIMESTAMP,
                "no 31 Feb",
                new Coordinates("logs.raw", 2, 41),
                7,
                1,
                1_700_000_000_000L);

        assertThat(headersOf(letter))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
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
        DeadLetter letter = new DeadLetter(DeadLetterReason.LINE_TOO_LONG, "long", null, 0, 1, 0);

        assertThat(headersOf(letter)).doesNotContainKeys(Headers.DLT_TOPIC, Headers.DLT_PARTITION, Headers.DLT_OFFSET);
    }

    @Test
    void cutsALongMessage() {
        DeadLetter letter = new DeadLetter(DeadLetterReason.SINK_REJECTED, "x".repeat(5_000), null, 0, 1, 0);

        assertThat(letter.message()).hasSize(DeadLetter.MAX_MESSAGE).endsWith("x…");
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
