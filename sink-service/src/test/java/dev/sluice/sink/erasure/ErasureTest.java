// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.concurrent.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The second pass comes when all that had been accepted is stored, and says so only then. */
class ErasureTest {

    private static final ErasureRequest ALICE = new ErasureRequest("user.name", "alice", null, null, null, null);

    private final List<String> steps = new ArrayList<>();

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

        assertThat(steps).containsExactly("hot", "lake", "asked", "asked", "asked", "hot", "lake");
        assertThat(outcome).isEqualTo(new Erasure.ErasureOutcome(Map.of("hot", 2L, "lake", 2L), true));
    }

    @Test
    void isNotCompleteWhereItHasWaitedForLongEnough() throws Exception {
        Erasure.ErasureOutcome outcome = run(List.of(false, false, false).iterator(), Duration.ofSeconds(2));

        assertThat(steps).as("what is there goes all the same").endsWith("asked", "hot", "lake");
        assertThat(outcome.complete()).isFalse();
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

        private Fake(String name) {
            this.name = name;
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
                throws IOException {
            steps.add(name);
            return 1;
        }
    }
}
