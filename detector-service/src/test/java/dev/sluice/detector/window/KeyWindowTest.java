// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.detector.window.WindowSpec.Measure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyWindowTest {

    private static final WindowSpec SUM = new WindowSpec(Measure.SUM, 10, 3, 20);
    private static final WindowSpec DISTINCT = new WindowSpec(Measure.DISTINCT, 10, 3, 20);
    private static final WindowSpec SPREAD = new WindowSpec(Measure.SPREAD, 10, 10, 20);
    private static final WindowSpec BURST = WindowSpec.burst(600, 10, 20);
    private static final WindowSpec SILENCE = new WindowSpec(Measure.SILENCE, 3_600, 30, 86_400);
    private static final List<WindowSpec> SPECS = List.of(SUM, DISTINCT, SPREAD, BURST);

    @Test
    void anIncidentOpensOnceAtTheThresholdAndClosesWhenItIsQuiet() {
        List<IncidentChange> changes = run(SUM, signal(100, 1), signal(101, 1), signal(105, 1), signal(106, 1));

        assertThat(changes)
                .extracting(IncidentChange::kind)
                .containsExactly(IncidentChange.Kind.OPENED, IncidentChange.Kind.CLOSED);
        assertThat(changes.getFirst().start()).isEqualTo(100);
        assertThat(changes.getFirst().at()).isEqualTo(105);
        assertThat(changes.getFirst().count()).isEqualTo(3);
        assertThat(changes.getLast().at()).isEqualTo(126);
        assertThat(changes.getLast().total()).isEqualTo(4);
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCount() {
        assertThat(run(SUM, signal(100, 1), signal(101, 1), signal(111, 1))).isEmpty();
    }

    @Test
    void onlyDifferentValuesCountWhereValuesAreToldApart() {
        assertThat(run(DISTINCT, signal(100, 1), signal(101, 1), signal(102, 2), signal(103, 2)))
                .isEmpty();
        assertThat(run(DISTINCT, signal(100, 1), signal(101, 2), signal(102, 3)))
                .hasSize(2);
    }

    @Test
    void anIncidentThatGoesOnIsToldOnceAMinute() {
        List<Signal> signals = new ArrayList<>();
        for (int second = 100; second < 240; second++) {
            signals.add(signal(second, second));
        }
        assertThat(run(SUM, signals.toArray(Signal[]::new)))
                .extracting(IncidentChange::kind)
                .containsExactly(
                        IncidentChange.Kind.OPENED,
                        IncidentChange.Kind.CONTINUED,
                        IncidentChange.Kind.CONTINUED,
                        IncidentChange.Kind.CLOSED);
    }

    @Test
    void aSignalOfAClosedSecondIsTold() {
        KeyWindow window = new KeyWindow(SUM);
        window.add(signal(100, 1));
        window.close(100, change -> {});

        assertThat(window.add(signal(100, 2))).isFalse();
        assertThat(window.add(signal(99, 2))).isFalse();
        assertThat(window.add(signal(101, 2))).isTrue();
    }

    /** Whatever order signals come in within the grace, and wherever the state is written and read again, the same changes come out. */
    @Test
    void orderAndRestartsChangeNothing() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            List<Signal> signals = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                signals.add(signal(100 + random.nextInt(90), random.nextInt(6)));
            }
            WindowSpec spec = SPECS.get(random.nextInt(SPECS.size()));
            signals.sort((a, b) -> Long.compare(a.time(), b.time()));
            List<IncidentChange> inOrder = run(spec, signals.toArray(Signal[]::new));

            List<Signal> shuffled = new ArrayList<>(signals);
            for (int i = 0; i + 1 < shuffled.size(); i++) {
                if (shuffled.get(i + 1).second() - shuffled.get(i).second() <= 1 && random.nextBoolean()) {
                    Collections.swap(shuffled, i, i + 1);
                }
            }
            List<IncidentChange> changes = new ArrayList<>();
            KeyWindow window = new KeyWindow(spec);
            for (Signal signal : shuffled) {
                assertThat(window.add(signal)).isTrue();
                window.close(window.latest() - 5, changes::add);
                window = KeyWindow.read(spec, window.write());
            }
            window.close(10_000, changes::add);
            assertThat(changes).isEqualTo(inOrder);
        }
    }

    @Test
    void whatAFewSourcesDoAloneIsNotSpread() {
        List<Signal> ofFew = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            ofFew.add(spread(100 + i / 500, i % 4, i));
        }
        assertThat(run(SPREAD, ofFew.toArray(Signal[]::new))).isEmpty();

        ofFew.add(spread(103, 5, 10_000));
        assertThat(run(SPREAD, ofFew.toArray(Signal[]::new))).isEmpty();
        ofFew.add(spread(104, 5, 10_001));
        assertThat(run(SPREAD, ofFew.toArray(Signal[]::new))).hasSize(2);
    }

    @Test
    void differentValuesOfManySourcesAreSpread() {
        List<Signal> ofMany = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ofMany.add(spread(100, i, i));
        }
        assertThat(run(SPREAD, ofMany.toArray(Signal[]::new))).isEmpty();
        // What a source does again is nothing new.
        ofMany.add(spread(101, 8, 8));
        assertThat(run(SPREAD, ofMany.toArray(Signal[]::new))).isEmpty();
        ofMany.add(spread(102, 9, 9));
        assertThat(run(SPREAD, ofMany.toArray(Signal[]::new))).hasSize(2);
    }

    @Test
    void aBurstIsManyMoreThanTheKeyUsuallyHas() {
        assertThat(run(BURST, many(1_000, 10))).hasSize(2);
        assertThat(run(BURST, many(1_000, 9))).isEmpty();
    }

    /** Three a minute are usual: fourteen are not five times that, fifteen are. */
    @Test
    void whatIsUsualForAKeyIsNoBurst() {
        List<Signal> signals = new ArrayList<>();
        for (int second = 1_000; second < 1_600; second += 20) {
            signals.add(signal(second, second));
        }
        signals.addAll(List.of(many(1_660, 14)));
        assertThat(run(BURST, signals.toArray(Signal[]::new))).isEmpty();

        signals.addAll(List.of(many(1_661, 1)));
        List<IncidentChange> changes = run(BURST, signals.toArray(Signal[]::new));
        assertThat(changes).hasSize(2);
        assertThat(changes.getFirst().start()).isEqualTo(1_660);
        assertThat(changes.getFirst().count()).isEqualTo(15);
    }

    @Test
    void whatGoesOnForLongBecomesUsual() {
        List<Signal> signals = new ArrayList<>();
        for (int second = 1_000; second < 4_000; second++) {
            signals.add(signal(second, second));
        }
        List<IncidentChange> changes = run(BURST, signals.toArray(Signal[]::new));

        assertThat(changes).extracting(IncidentChange::kind).containsOnlyOnce(IncidentChange.Kind.CLOSED);
        assertThat(changes.getLast().at()).isBetween(1_100L, 1_400L);
    }

    private static List<Signal> minutes(int from, int count) {
        List<Signal> minutes = new ArrayList<>();
        for (int minute = from; minute < from + count; minute++) {
            minutes.add(signal(minute * 60L, minute));
            // Another instance has seen it, too.
            minutes.add(signal(minute * 60L, minute));
        }
        return minutes;
    }

    private static List<IncidentChange> silence(List<Signal> signals, long through) {
        List<IncidentChange> changes = new ArrayList<>();
        KeyWindow window = new KeyWindow(SILENCE);
        for (Signal signal : signals) {
            window.add(signal);
            window.close(window.latest() - 3, changes::add);
            window = KeyWindow.read(SILENCE, window.write());
        }
        window.close(through, changes::add);
        return changes;
    }

    @Test
    void whatSpokeOftenAndSaysNothingForTenMinutesIsSilentUntilItSpeaks() {
        List<Signal> signals = minutes(100, 30);
        long last = 129 * 60;
        assertThat(silence(signals, last + 659)).isEmpty();

        List<IncidentChange> open = silence(signals, last + 660);
        assertThat(open).extracting(IncidentChange::kind).containsExactly(IncidentChange.Kind.OPENED);
        assertThat(open.getFirst().start()).isEqualTo(last);
        assertThat(open.getFirst().at()).isEqualTo(last + 660);

        signals.addAll(minutes(150, 1));
        List<IncidentChange> over = silence(signals, 150 * 60);
        assertThat(over).startsWith(open.getFirst()).hasSize(2);
        assertThat(over.getLast().kind()).isEqualTo(IncidentChange.Kind.CLOSED);
        assertThat(over.getLast().at()).isEqualTo(150 * 60);
        // It has to speak often again before its silence is of any interest.
        assertThat(silence(signals, 150 * 60 + 3_000)).isEqualTo(over);
    }

    @Test
    void whatSpokeSeldomMayBeSilent() {
        assertThat(silence(minutes(100, 29), 100_000)).isEmpty();
    }

    @Test
    void nobodyWaitsForMoreThanADay() {
        List<IncidentChange> changes = silence(minutes(100, 40), 10_000_000);
        assertThat(changes)
                .extracting(IncidentChange::kind)
                .containsExactly(IncidentChange.Kind.OPENED, IncidentChange.Kind.CLOSED);
        assertThat(changes.getLast().at()).isEqualTo(139 * 60 + 660 + 86_400);
    }

    private static Signal[] many(long second, int count) {
        Signal[] signals = new Signal[count];
        for (int i = 0; i < count; i++) {
            signals[i] = signal(second, i);
        }
        return signals;
    }

    private static Signal spread(long second, long source, long value) {
        long hash = value * 0x9e3779b97f4a7c15L;
        return new Signal(second * 1000, WindowSpec.spread(source, hash), 1, "e" + second + '-' + value, "s" + value);
    }

    private static List<IncidentChange> run(WindowSpec spec, Signal... signals) {
        List<IncidentChange> changes = new ArrayList<>();
        KeyWindow window = new KeyWindow(spec);
        for (Signal signal : signals) {
            window.add(signal);
        }
        window.close(10_000, changes::add);
        assertThat(window.isOver(20_000)).isTrue();
        return changes;
    }

    private static Signal signal(long second, long value) {
        return new Signal(second * 1000, value, 1, "e" + second + '-' + value, "s" + value);
    }
}
