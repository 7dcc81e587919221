// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class ByteBudgetTest {

    private static final int TOTAL = 1_000;
    private static final int PART = 600;
    private static final BudgetHolder GREEDY = BudgetHolder.ofToken("greedy");
    private static final BudgetHolder CALM = BudgetHolder.ofToken("calm");

    private final ByteBudget budget = new ByteBudget(
            new BodySettings(
                    DataSize.ofBytes(100),
                    Duration.ofSeconds(60),
                    DataSize.ofKilobytes(16),
                    DataSize.ofBytes(TOTAL),
                    DataSize.ofBytes(PART),
                    DataSize.ofMegabytes(64)),
            new IngestMetrics(new SimpleMeterRegistry()));

    @Test
    void oneSenderGetsAPartHoweverManyRequestsItHas() {
        List<ByteBudget.Share> shares = new ArrayList<>();
        for (int i = 0; i < PART / 100; i++) {
            shares.add(grown(GREEDY, 100));
        }

        assertThatThrownBy(() -> grown(GREEDY, 1))
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(RejectionReason.OVERLOADED))
                .hasMessageContaining("the token 'greedy' may have in flight")
                .hasMessageContaining(PART + "B, which is sluice.ingest.sender-budget");
        // What was refused is held by nobody.
        ByteBudget.Share others = grown(CALM, TOTAL - PART);
        assertThatThrownBy(() -> others.grow(1))
                .hasMessageContaining(TOTAL + "B are in flight, which is sluice.ingest.budget");

        shares.getFirst().close();
        assertThat(grown(GREEDY, 100).bytes()).isEqualTo(100);
    }

    @Test
    void remembersOnlyWhoHoldsSomething() {
        ByteBudget.Share first = grown(GREEDY, 10);
        ByteBudget.Share second = grown(GREEDY, 10);
        ByteBudget.Share third = budget.open(CALM);
        assertThatThrownBy(() -> third.grow(PART + 1)).isInstanceOf(RequestRejectedException.class);
        assertThat(budget.holders()).isEqualTo(1);

        first.close();
        first.close();
        assertThat(budget.holders()).isEqualTo(1);
        second.close();
        assertThat(budget.holders()).isZero();

        second.cover(PART);
        assertThat(budget.holders()).isEqualTo(1);
        second.close();
        assertThat(grown(CALM, PART).bytes()).isEqualTo(PART);
    }

    @Test
    void nothingIsLostBetweenThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            BudgetHolder holder = i % 2 == 0 ? GREEDY : CALM;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 20_000; round++) {
                    try (ByteBudget.Share share = budget.open(holder)) {
                        share.grow(ThreadLocalRandom.current().nextInt(PART));
                        share.grow(1);
                    } catch (RequestRejectedException spent) {
                        // As often as it may be.
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(budget.holders()).isZero();
        grown(GREEDY, PART);
        grown(CALM, TOTAL - PART);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, the address 192.0.2.1",
        "127.0.0.1, the address 127.0.0.1",
        "2001:db8:1:2:3:4:5:6, the network 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2::9, the network 2001:db8:1:2:0:0:0:0/64",
        "0:0:0:0:0:0:0:1, the address 0:0:0:0:0:0:0:1",
        "?, the address ?",
        ", all senders together that are gone",
    })
    void whoHasNoTokenIsAnAddressOrTheNetworkThatItCanChooseFrom(String address, String words) {
        assertThat(BudgetHolder.ofAddress(address).words()).isEqualTo(words);
    }

    private ByteBudget.Share grown(BudgetHolder holder, long bytes) {
        ByteBudget.Share share = budget.open(holder);
        share.grow(bytes);
        return share;
    }
}
