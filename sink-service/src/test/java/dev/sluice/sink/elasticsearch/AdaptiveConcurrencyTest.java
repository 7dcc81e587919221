// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sink.elasticsearch.ElasticsearchSettings.Bulking;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** How the sink finds out what Elasticsearch can take. */
class AdaptiveConcurrencyTest {

    private static final Duration FAST = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofMillis(2_001);
    private static final int MAX_SIZE = 4 << 20;

    private final AdaptiveConcurrency pace = pace(5, 1);

    private static AdaptiveConcurrency pace(int maxRequests, int nodes) {
        return new AdaptiveConcurrency(
                new Bulking(
                        DataSize.ofKilobytes(256),
                        DataSize.ofBytes(MAX_SIZE),
                        10_000,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(250),
                        3,
                        maxRequests,
                        DataSize.ofMegabytes(64),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30)),
                nodes);
    }

    @Test
    void bulksGrowFirstAndRequestsAfterThem() throws InterruptedException {
        for (int size = pace.size(); size < MAX_SIZE; size = pace.size()) {
            assertThat(pace.requests()).isEqualTo(2);
            answeredUnderLoad(FAST);
            assertThat(pace.size()).isEqualTo(Math.min(MAX_SIZE, size + size / 4));
        }
        for (int requests = 3; requests <= 5; requests++) {
            answeredUnderLoad(FAST);
            assertThat(pace.requests()).isEqualTo(requests);
        }
        answeredUnderLoad(FAST);
        assertThat(pace.requests()).isEqualTo(5);
        assertThat(pace.size()).isEqualTo(MAX_SIZE);
    }

    @Test
    void smallBulksAndFewRequestsSayNothing() throws InterruptedException {
        int size = pace.size();
        pace.answered(size / 4, FAST);
        assertThat(pace.size()).isEqualTo(size);

        grow();
        int requests = pace.requests();
        pace.begin();
        pace.answered(MAX_SIZE, FAST);
        pace.end();
        assertThat(pace.requests()).isEqualTo(requests);
    }

    @Test
    void slowAnswersMakeRequestsFewer() throws InterruptedException {
        grow();
        assertThat(pace.requests()).isEqualTo(5);
        for (int requests : new int[] {4, 3, 2, 2}) {
            pace.answered(MAX_SIZE, SLOW);
            assertThat(pace.requests()).isEqualTo(requests);
        }
        pace.answered(MAX_SIZE, Duration.ofMillis(1_500));
        assertThat(pace.size()).isEqualTo(MAX_SIZE);
    }

    @Test
    void tooManyHalvesBoth() throws InterruptedException {
        grow();
        pace.tooMany();
        assertThat(pace.size()).isEqualTo(MAX_SIZE / 2);
        assertThat(pace.requests()).isEqualTo(2);
        for (int i = 0; i < 10; i++) {
            pace.tooMany();
        }
        assertThat(pace.size()).isEqualTo(256 << 10);
        assertThat(pace.requests()).isEqualTo(2);
    }

    @Test
    void eachNodeHasTwoAndTheMostThatIsAllowedHolds() {
        assertThat(pace(8, 3).requests()).isEqualTo(6);
        assertThat(pace(1, 3).requests()).isEqualTo(1);
    }

    @Test
    void aRequestTooManyWaitsForTheEndOfAnother() throws InterruptedException {
        pace.begin();
        pace.begin();
        CountDownLatch begun = new CountDownLatch(1);
        Thread third = Thread.ofVirtual().start(() -> {
            try {
                pace.begin();
                begun.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(begun.await(100, TimeUnit.MILLISECONDS)).isFalse();
        pace.end();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        third.join();
    }

    /** With requests on their way, and with none. */
    @Test
    void fewerRequestsMeansThatFewerBegin() throws InterruptedException {
        grow();
        for (int i = 0; i < 5; i++) {
            pace.begin();
        }
        pace.tooMany();
        assertThat(pace.requests()).isEqualTo(2);
        for (int i = 0; i < 3; i++) {
            pace.end();
            assertThat(mayBegin()).isFalse();
        }
        pace.end();
        assertThat(mayBegin()).isTrue();
        pace.end();
        pace.end();

        grow();
        pace.tooMany();
        pace.begin();
        pace.begin();
        assertThat(mayBegin()).isFalse();
    }

    /** Whether one more request begins, which goes on then. */
    private boolean mayBegin() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                pace.begin();
                begun.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        boolean may = begun.await(200, TimeUnit.MILLISECONDS);
        thread.interrupt();
        thread.join();
        return may;
    }

    private void grow() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            answeredUnderLoad(FAST);
        }
    }

    /** A full bulk's answer while as many requests are on their way as may be. */
    private void answeredUnderLoad(Duration latency) throws InterruptedException {
        int requests = pace.requests();
        for (int i = 0; i < requests; i++) {
            pace.begin();
        }
        pace.answered(pace.size(), latency);
        for (int i = 0; i < requests; i++) {
            pace.end();
        }
    }
}
