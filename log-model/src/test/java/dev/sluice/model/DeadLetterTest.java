// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.DeadLetter.Coordinates;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

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

    private static Map<String, String> headersOf(DeadLetter letter) {
        Map<String, String> headers = new TreeMap<>();
        letter.writeTo((name, value) -> headers.put(name, new String(value, UTF_8)));
        return headers;
    }
}
