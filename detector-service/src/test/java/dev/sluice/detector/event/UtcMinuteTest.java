// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtcMinuteTest {

    @Test
    void isThatOfAnyTimeAsTheParserWritesIt() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(8_000_000_000L), random.nextInt(1_000_000_000));
            assertThat(of(time.toString())).as(time.toString()).isEqualTo(time.getEpochSecond() / 60);
        }
        assertThat(of("1970-01-01T00:00:59Z")).isZero();
        assertThat(of("2024-02-29T23:59:59.999Z"))
                .isEqualTo(Instant.parse("2024-02-29T23:59:59Z").getEpochSecond() / 60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-28",
                "2026-11-28T12:00:09+02:00",
                "2026-11-28 12:00:09Z",
                "2026-13-28T12:00:09Z",
                "2026-11-28T24:00:09Z",
                "2026-11-28T12:60:09Z",
                "20x6-11-28T12:00:09Z",
                "1969-11-28T12:00:09Z"
            })
    void whatIsInAnotherFormHasNone(String text) {
        assertThat(of(text)).isEqualTo(-1);
    }

    @Test
    void anEventFindsItsMinuteInOtherFormsToo() {
        long minute = Instant.parse("2026-11-28T12:00:00Z").getEpochSecond() / 60;

        assertThat(event("2026-11-28T14:00:09+02:00").minute()).isEqualTo(minute);
        assertThat(event("2026-11-28T12:00:09Z").minute()).isEqualTo(minute);
        assertThat(event("2026-11-28T12:00:0\\u0039Z").minute())
                .as("with an escape")
                .isEqualTo(minute);
        assertThat(event("yesterday").minute()).isEqualTo(-1);
        assertThat(DetectableEvent.of(Map.of()).minute()).isEqualTo(-1);
    }

    @Test
    void numbersAreWholeAndNotNegative() {
        DetectableEvent event = DetectableEvent.read("""
                {"http":{"response":{"status_code":200,"body":{"bytes":-1}}},"event":{"duration":"1200","id":"1.5"}}\
                """.getBytes(UTF_8));

        assertThat(event.number(EventField.STATUS)).isEqualTo(200);
        assertThat(event.number(EventField.DURATION)).isEqualTo(1200);
        assertThat(event.number(EventField.BODY_BYTES)).isEqualTo(-1);
        assertThat(event.number(EventField.EVENT_ID)).isEqualTo(-1);
        assertThat(event.number(EventField.USER_NAME)).as("missing").isEqualTo(-1);
        assertThat(DetectableEvent.of(Map.of(EventField.STATUS, "404")).number(EventField.STATUS))
                .isEqualTo(404);
    }

    private static DetectableEvent event(String time) {
        return DetectableEvent.read("{\"@timestamp\":\"%s\"}".formatted(time).getBytes(UTF_8));
    }

    private static long of(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
        return UtcMinute.of(bytes, 1, bytes.length - 1);
    }
}
