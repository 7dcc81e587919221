// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.concurrent.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second pass comes when all that had been accepted is stored, and says so only then; each goes over all stores at once. */
class ErasureTest {

    private static final ErasureRequest ALICE = new ErasureRequest("user.name", "alice", null, null, null, null);

    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    private final Ticker ticker = new Ticker() {
        private long now;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            now += duration.toNanos();
        }
    };

    @Test
    void goesOverBothStoresAtOnceAndAgainWhenAllIsStored() throws Exception {
        Erasure.ErasureOutcome outcome = run(List.of(false, false, true).iterator(), Duration.ofSeconds(5));

        assertThat(steps.subList(0, 2)).containsExactlyInAnyOrder("hot", "lake");
        assertThat(steps.subList(2, 5)).containsOnly("asked");
        assertThat(steps.subList(5, steps.size())).containsExactlyInAnyOrder("hot", "lake");
        assertThat(outcome).isEqualTo(new Erasure.ErasureOutcome(Map.of("hot", 2L, "lake", 2L), true));
    }

    @Test
    void isNotCompleteWhereItHasWaitedForLongEnough() throws Exception {
        Erasure.ErasureOutcome outcome = run(List.of(false, false, false).iterator(), Duration.ofSeconds(2));

        assertThat(steps.subList(steps.size() - 2, steps.size()))
                .as("what is there goes all the same")
                .containsExactlyInAnyOrder("hot", "lake");
        assertThat(outcome.complete()).isFalse();
    }

    /** A store of millions of documents, each deleted by itself, keeps no other one waiting. */
    @Test
    @Timeout(30)
    void noStoreWaitsForAnother() throws Exception {
        CountDownLatch lakeIsDone = new CountDownLatch(2);
        ErasableStore hot = new Fake("hot", () -> {
            lakeIsDone.await();
            return 1_000_000L;
        });
        ErasableStore lake = new Fake("lake", () -> {
            lakeIsDone.countDown();
            lakeIsDone.countDown();
            return 1L;
        });

        Erasure.ErasureOutcome outcome =
                new Erasure(List.of(hot, lake), ticker).run(ALICE, null, () -> true, Duration.ZERO, progress -> {});

        assertThat(outcome.events()).isEqualTo(Map.of("hot", 2_000_000L, "lake", 2L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(30)
    void aStoreThatFailsStopsTheOthersAndIsWhatIsSaid(boolean first) {
        CountDownLatch begun = new CountDownLatch(1);
        ErasableStore hot = new Fake("hot", () -> {
            begun.await();
            throw new IOException("nobody answers");
        });
        ErasableStore lake = new Fake("lake", () -> {
            begun.countDown();
            try {
                return new CompletableFuture<Long>().get();
            } catch (InterruptedException e) {
                steps.add("interrupted");
                throw e;
            }
        });

        assertThatThrownBy(() -> new Erasure(first ? List.of(hot, lake) : List.of(lake, hot), ticker)
                        .run(ALICE, null, () -> true, Duration.ZERO, progress -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("nobody answers");
        assertThat(steps).containsExactlyInAnyOrder("hot", "lake", "interrupted");
    }

    @Test
    void saysOfBothHowFarTheyAre() throws Exception {
        List<String> said = Collections.synchronizedList(new ArrayList<>());

        new Erasure(List.of(new Fake("hot"), new Fake("lake")), ticker)
                .run(ALICE, null, () -> true, Duration.ZERO, said::add);

        assertThat(said).contains("at hot; at lake");
    }

    private Erasure.ErasureOutcome run(Iterator<Boolean> stored, Duration patience) throws Exception {
        return new Erasure(List.of(new Fake("hot"), new Fake("lake")), ticker)
                .run(
                        ALICE,
                        null,
                        () -> {
                            steps.add("asked");
                            return stored.next();
                        },
                        patience,
                        progress -> {});
    }

    private final class Fake implements ErasableStore {
        private final String name;
        private final Callable<Long> work;

        private Fake(String name) {
            this(name, () -> 1L);
        }

        private Fake(String name, Callable<Long> work) {
            this.name = name;
            this.work = work;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long count(ErasureRequest request, Consumer<String> progress) {
            return 1;
        }

        @Override
        public long erase(ErasureRequest request, ErasureJournal journal, Consumer<String> progress)
                throws IOException, InterruptedException {
            steps.add(name);
            progress.accept("at " + name);
            try {
                return work.call();
            } catch (IOException | InterruptedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
