// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(-5);

    @Test
    void allowsASecondsWorthAtOnceAndThenWhatIsEarned() {
        RateLimit limit = RateLimit.perSecond(10, now::get);

        assertThat(taken(limit, 20)).isEqualTo(10);
        now.addAndGet(SECOND / 2);
        assertThat(taken(limit, 20)).isEqualTo(5);
        now.addAndGet(100 * SECOND);
        assertThat(taken(limit, 20)).isEqualTo(10);
    }

    @Test
    void aLargeOneOverdrawsAndLaterOnesWait() {
        RateLimit limit = RateLimit.perSecond(1000, now::get);

        limit.charge(3000);
        assertThat(limit.hasRoom()).isFalse();
        now.addAndGet(2 * SECOND + 1);
        assertThat(limit.hasRoom()).isTrue();
    }

    @Test
    void noneIsNeverFull() {
        RateLimit.NONE.charge(Long.MAX_VALUE);

        assertThat(RateLimit.NONE.hasRoom()).isTrue();
    }

    private static int taken(RateLimit limit, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += limit.take(1) ? 1 : 0;
        }
        return taken;
    }
}
