// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private final FakeTicker ticker = new FakeTicker();

    @Test
    void waitsUntilTheTimeOfWhatWasDoneIsOver() {
        RateLimiter limiter = new RateLimiter(10, ticker);

        limiter.pauseAfter(25);

        assertThat(ticker.slept()).isEqualTo(Duration.ofMillis(2_500));
    }

    @Test
    void doesNotWaitForWhatWasSlowEnough() {
        RateLimiter limiter = new RateLimiter(10, ticker);
        ticker.advance(Duration.ofSeconds(1));

        limiter.pauseAfter(10);
        assertThat(ticker.slept()).isZero();

        limiter.pauseAfter(1);
        assertThat(ticker.slept()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void keepsToARateThatDoesNotDivideASecond() {
        RateLimiter limiter = new RateLimiter(3_000_000_000L, ticker);

        limiter.pauseAfter(6_000_000_000L);

        assertThat(ticker.slept()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anInterruptedThreadDoesNotWaitAndStaysInterrupted() {
        RateLimiter limiter = new RateLimiter(1, Ticker.SYSTEM);
        Thread.currentThread().interrupt();

        limiter.pauseAfter(1_000);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aRateOfNothingIsRefused() {
        assertThatThrownBy(() -> new RateLimiter(0, ticker)).hasMessage("a rate must be at least 1 a second, was 0");
    }

    private static final class FakeTicker implements Ticker {

        private Duration now = Duration.ofDays(1);
        private Duration slept = Duration.ZERO;

        void advance(Duration time) {
            now = now.plus(time);
        }

        Duration slept() {
            return slept;
        }

        @Override
        public long nanos() {
            return now.toNanos();
        }

        @Override
        public void sleep(Duration duration) {
            slept = slept.plus(duration);
            advance(duration);
        }
    }
}
