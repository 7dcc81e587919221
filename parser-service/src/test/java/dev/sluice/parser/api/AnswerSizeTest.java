// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.sluice.model.DeadLetterReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

/** What is refused names the limit that it is over, and what to do. */
class AnswerSizeTest {

    private static final int MOST_BYTES = 10;
    private static final int MOST_EVENTS = 3;
    private static final byte[] BYTES = new byte[MOST_BYTES];

    private final AnswerSize size = new AnswerSize(new ParseApiSettings(
            null, DataSize.ofMegabytes(1), MOST_EVENTS, DataSize.ofBytes(MOST_BYTES), 1, Duration.ofSeconds(1)));

    @Test
    void bytesOfEventsAreBounded() {
        assertThatNoException().isThrownBy(() -> size.event(null, BYTES, BYTES, 0, MOST_BYTES));

        assertThatExceptionOfType(ParseRefusedException.class)
                .isThrownBy(() -> size.event(null, BYTES, BYTES, 0, 1))
                .withMessageEndingWith(
                        "10B of events, which is sluice.parser.api.max-answer; ask for fewer lines at once")
                .satisfies(e -> assertThat(e.status()).isEqualTo(HttpStatus.CONTENT_TOO_LARGE));
    }

    /** Each is a part of the answer, and one of each costs as little to send. */
    @Test
    void eventsFailuresAndDroppedLinesAreBoundedTogether() {
        size.event(null, BYTES, BYTES, 0, 1);
        size.deadLetter(1, BYTES, 0, 1, DeadLetterReason.NOT_THE_FORMAT, "no json");
        size.dropped("rule", null, 2);

        assertThatExceptionOfType(ParseRefusedException.class)
                .isThrownBy(() -> size.dropped("rule", null, 3))
                .withMessageContaining("3 events, which is sluice.parser.api.max-events");
    }
}
