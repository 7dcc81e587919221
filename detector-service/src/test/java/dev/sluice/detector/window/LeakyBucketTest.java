// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.detector.window.WindowSpec.Measure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Capacity 3, a signal leaks each 10 s: the fourth within ten seconds is one too many. */
class LeakyBucketTest {

    private static final WindowSpec BUCKET = WindowSpec.leaky(false, 3, 10_000, 300);
    private static final WindowSpec DISTINCT = WindowSpec.leaky(true, 3, 10_000, 300);

    @Test
    void whatIsWithinTheCapacityIsNoIncident() {
        assertThat(changes(BUCKET, at(0, 1), at(1, 1), at(2, 1))).isEmpty();
    }

    @Test
    void oneMoreThanTheCapacityIsOne() {
        assertThat(changes(BUCKET, at(0, 1), at(1, 1), at(2, 1), at(3, 1)))
                .containsExactly("OPENED at 3 count 4", "CLOSED at 303 count 4");
    }

    @Test
    void whatHasLeakedMakesRoom() {
        assertThat(changes(BUCKET, at(0, 1), at(10, 1), at(20, 1), at(30, 1), at(40, 1), at(50, 1)))
                .as("as fast as it leaks")
                .isEmpty();
        assertThat(changes(BUCKET, at(0, 1), at(1, 1), at(2, 1), at(12, 1)))
                .as("one has leaked")
                .isEmpty();
        assertThat(changes(BUCKET, at(0, 1), at(1, 1), at(2, 1), at(9, 1))).hasSize(2);
    }

    @Test
    void whatWouldNotGoInDoesNotKeepItFull() {
        Signal[] burst = new Signal[50];
        for (int i = 0; i < burst.length; i++) {
            burst[i] = at(0, i);
        }
        KeyWindow window = new KeyWindow(BUCKET);
        List<String> changes = new ArrayList<>();
        for (Signal signal : burst) {
            window.add(signal);
        }
        window.close(0, change -> changes.add(text(change)));
        window.add(at(200, 1));
        window.close(301, change -> changes.add(text(change)));

        assertThat(changes).containsExactly("OPENED at 0 count 50", "CLOSED at 300 count 50");
    }

    @Test
    void equalValuesAreInItOnceUntilItIsEmpty() {
        assertThat(changes(DISTINCT, at(0, 7), at(1, 7), at(2, 7), at(3, 7), at(4, 8), at(5, 9)))
                .isEmpty();
        assertThat(changes(DISTINCT, at(0, 1), at(1, 2), at(2, 3), at(3, 4))).hasSize(2);
        assertThat(changes(DISTINCT, at(0, 1), at(1, 2), at(60, 1), at(61, 2), at(62, 3), at(63, 4)))
                .as("it was empty in between")
                .containsExactly("OPENED at 63 count 4", "CLOSED at 363 count 4");
    }

    @Test
    void moreThanOneASecondLeaks() {
        WindowSpec fast = WindowSpec.leaky(false, 4, 500, 300);
        List<Signal> steady = new ArrayList<>();
        for (int second = 0; second < 100; second++) {
            steady.add(at(second, 1));
            steady.add(at(second, 2));
        }
        assertThat(changes(fast, steady.toArray(Signal[]::new))).isEmpty();
        steady.addAll(List.of(at(99, 3), at(99, 4), at(99, 5)));
        assertThat(changes(fast, steady.toArray(Signal[]::new))).hasSize(2);
    }

    @Test
    void theOrderInWhichSignalsComeIsOfNoMatterNorIsAStoreInBetween() {
        List<Signal> signals = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            signals.add(at(random.nextInt(120), random.nextInt(6)));
        }
        List<String> expected = changes(DISTINCT, signals.toArray(Signal[]::new));
        Collections.shuffle(signals, random);
        KeyWindow window = new KeyWindow(DISTINCT);
        signals.forEach(window::add);
        List<String> changes = new ArrayList<>();
        for (int second = 0; second < 500; second += 7) {
            window = KeyWindow.read(DISTINCT, window.write());
            window.close(second, change -> changes.add(text(change)));
        }

        assertThat(changes).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void itIsForgottenWhenItIsEmpty() {
        KeyWindow window = new KeyWindow(BUCKET);
        window.add(at(0, 1));
        window.close(0, change -> {});

        assertThat(window.isOver(20)).isFalse();
        assertThat(window.isOver(40)).isTrue();
    }

    @Test
    void boundsAreTold() {
        assertThatThrownBy(() -> new WindowSpec(Measure.LEAKY, 1, 1, 1)).hasMessageContaining("leaks");
        assertThatThrownBy(() -> WindowSpec.leaky(false, 100_000, 60_000, 1)).hasMessageContaining("7 days");
        assertThatThrownBy(() -> WindowSpec.leaky(true, 1_000, 1_000, 1)).hasMessageContaining("at most 1000");
    }

    private static Signal at(long second, long value) {
        return new Signal(second * 1_000, value, 1, second + "-" + value, "");
    }

    private static List<String> changes(WindowSpec spec, Signal... signals) {
        KeyWindow window = new KeyWindow(spec);
        List.of(signals).forEach(window::add);
        List<String> changes = new ArrayList<>();
        window.close(1_000, change -> changes.add(text(change)));
        return changes;
    }

    private static String text(IncidentChange change) {
        return change.kind() + " at " + change.at() + " count " + change.count();
    }
}
