// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackOffTest {

    /** With the largest number that the random source may answer. */
    private final BackOff longest = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(1), bound -> bound - 1);

    @Test
    void theBoundDoublesUpToTheLongest() {
        assertThat(LongStream.generate(longest::nextMillis).limit(5)).containsExactly(200L, 400L, 800L, 1_000L, 1_000L);
        assertThat(longest.attempts()).isEqualTo(5);
    }

    @Test
    void theJitterIsFull() {
        BackOff shortest = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(1), bound -> 0);

        assertThat(LongStream.generate(shortest::nextMillis).limit(3)).containsOnly(1L);
    }

    @Test
    void beginsAnewAfterAReset() {
        longest.nextMillis();
        longest.nextMillis();

        longest.reset();

        assertThat(longest.nextMillis()).isEqualTo(200);
    }

    @Test
    void waitsForWhatIsAskedForAndTheJitter() {
        assertThat(longest.next(Duration.ofSeconds(30))).isEqualTo(Duration.ofMillis(30_200));
    }

    @Test
    void doesNotOverflowAfterManyAttempts() {
        BackOff forever = new BackOff(Duration.ofMillis(500), Duration.ofDays(365), bound -> bound - 1);

        assertThat(LongStream.generate(forever::nextMillis).limit(100)).allMatch(pause -> pause > 0);
    }
}
