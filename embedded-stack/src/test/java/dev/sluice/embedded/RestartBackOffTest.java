// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartBackOffTest {

    private final RestartBackOff backOff = new RestartBackOff();

    @Test
    void doublesUpToAMinute() {
        assertThat(Stream.generate(backOff::next).limit(9).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void whatDiesSoonGoesOnWaitingLongerAndWhatWasWellBeginsAnew() {
        backOff.next();
        backOff.ranFor(Duration.ofMinutes(1));
        assertThat(backOff.next()).isEqualTo(Duration.ofSeconds(2));

        backOff.ranFor(RestartBackOff.STABLE);
        assertThat(backOff.next()).as("not longer than that").isEqualTo(Duration.ofSeconds(4));

        backOff.ranFor(RestartBackOff.STABLE.plusMillis(1));
        assertThat(backOff.next()).isEqualTo(RestartBackOff.FIRST);
    }
}
