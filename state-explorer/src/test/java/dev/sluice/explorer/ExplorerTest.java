// SPDX-License-Identifier: Apache-2.0
package dev.sluice.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplorerTest {

    /** Two counters that are read, then written: an increment is lost if both read first. */
    private record Counter(int value, int firstRead, int secondRead, boolean firstDone, boolean secondDone) {}

    private static final int NOT_READ = -1;

    private static World<Counter> counter(boolean locked) {
        return world(new Counter(0, NOT_READ, NOT_READ, false, false), state -> {
            List<Transition<Counter>> steps = new ArrayList<>();
            boolean secondHolds = state.secondRead != NOT_READ && !state.secondDone;
            boolean firstHolds = state.firstRead != NOT_READ && !state.firstDone;
            if (state.firstRead == NOT_READ && !(locked && secondHolds)) {
                steps.add(Transition.of(
                        "first reads",
                        new Counter(state.value, state.value, state.secondRead, false, state.secondDone)));
            } else if (firstHolds) {
                steps.add(Transition.of(
                        "first writes",
                        new Counter(state.firstRead + 1, state.firstRead, state.secondRead, true, state.secondDone)));
            }
            if (state.secondRead == NOT_READ && !(locked && firstHolds)) {
                steps.add(Transition.of(
                        "second reads",
                        new Counter(state.value, state.firstRead, state.value, state.firstDone, false)));
            } else if (secondHolds) {
                steps.add(Transition.of(
                        "second writes",
                        new Counter(state.secondRead + 1, state.firstRead, state.secondRead, state.firstDone, true)));
            }
            return steps;
        });
    }

    @Test
    void itFindsTheShortestWayToAViolation() {
        Exploration<Counter> seen = Explorer.explore(counter(false), 1_000);

        assertThat(seen.violation()).isPresent();
        assertThat(seen.violation().orElseThrow().names())
                .containsExactlyInAnyOrder("first reads", "second reads", "first writes", "second writes");
        assertThat(seen.toString()).contains("counts 1 of 2, after 4 steps:\n  1. first reads");
    }

    @Test
    void itSeesEachStateOnceAndSaysThatItSawAll() {
        Exploration<Counter> seen = Explorer.explore(counter(true), 1_000);

        assertThat(seen.violation()).isEmpty();
        assertThat(seen.complete()).isTrue();
        // Either goes first: begin, and of each order one reads, writes, the other reads, writes.
        assertThat(seen.states()).isEqualTo(9);
        assertThat(seen.steps()).isEqualTo(8);
        assertThat(seen.atRest()).isEqualTo(2);
        assertThat(seen.depth()).isEqualTo(4);
        assertThat(seen.took()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(seen.toString()).startsWith("9 states, 8 steps, 2 at rest, depth 4, complete, ");
    }

    @Test
    void itGivesUpAfterAsManyStatesAsItMaySee() {
        Exploration<Integer> seen = Explorer.explore(world(0, n -> List.of(Transition.of("up", n + 1))), 100);

        assertThat(seen.complete()).isFalse();
        assertThat(seen.states()).isEqualTo(101);
        assertThat(seen.toString()).contains("not complete");
        assertThat(seen.violation()).isEmpty();
    }

    @Test
    void asManyStatesAsItMaySeeAreNotTooMany() {
        World<Integer> line = world(0, n -> n == 9_999 ? List.of() : List.of(Transition.of("up", n + 1)));

        Exploration<Integer> seen = Explorer.explore(line, 10_000);
        assertThat(seen.complete()).isTrue();
        assertThat(seen.violation()).isEmpty();
        assertThat(Explorer.explore(line, 9_999).complete()).isFalse();
    }

    /** 1 and 2 lead to each other for ever; a fault would lead out, but need not happen. */
    @Test
    void itFindsWhatNeverComesToRest() {
        World<Integer> circle = world(0, n -> switch (n) {
            case 0 -> List.of(Transition.of("in", 1), Transition.of("out", 3));
            case 1 -> List.of(Transition.of("on", 2));
            case 2 -> List.of(Transition.of("back", 1), Transition.fault("kill", 3));
            default -> List.of();
        });

        Exploration.Trace<Integer> trace =
                Explorer.explore(circle, 100).violation().orElseThrow();
        assertThat(trace.what()).isEqualTo("never comes to rest");
        assertThat(trace.names()).containsExactly("in");
        assertThat(trace.last()).isEqualTo(1);
    }

    /** A state comes to rest by any of its ways: here only the longer ones lead there, and two ways lead to one state. */
    @Test
    void whatComesToRestByADetourDoes() {
        World<Integer> detours = world(0, n -> switch (n) {
            case 0 -> List.of(Transition.of("left", 1), Transition.of("right", 2));
            case 1 -> List.of(Transition.of("back", 0), Transition.of("on", 3));
            case 2 -> List.of(Transition.of("back", 0), Transition.of("on", 3));
            case 3 -> List.of(Transition.of("stays", 3), Transition.of("on", 4), Transition.of("rests", 5));
            case 4 -> List.of(Transition.of("back", 3));
            default -> List.of(Transition.of("stays", 5));
        });

        Exploration<Integer> seen = Explorer.explore(detours, 100);

        assertThat(seen.violation()).isEmpty();
        assertThat(seen.complete()).isTrue();
        assertThat(seen.atRest()).as("a step that leads nowhere is none").isEqualTo(1);
    }

    @Test
    void whatIsWrongOnTheWayIsFoundThere() {
        World<Integer> line =
                world(0, n -> List.of(Transition.of("up", n + 1)), n -> n == 2 ? Optional.of("two") : Optional.empty());

        Exploration.Trace<Integer> trace =
                Explorer.explore(line, 100).violation().orElseThrow();

        assertThat(trace).hasToString("two, after 2 steps:\n  1. up\n  2. up\n  then: 2");
    }

    @Test
    void whatOnlyAFaultCanLeaveIsAtRest() {
        Exploration<Integer> seen =
                Explorer.explore(world(0, n -> n == 0 ? List.of(Transition.fault("crash", 1)) : List.of()), 100);

        assertThat(seen.atRest()).isEqualTo(2);
        assertThat(seen.violation()).isEmpty();
    }

    private interface Steps<S> {
        List<Transition<S>> of(S state);
    }

    private interface Check<S> {
        Optional<String> of(S state);
    }

    private static <S> World<S> world(S initial, Steps<S> steps) {
        return world(initial, steps, state -> Optional.empty());
    }

    private static <S> World<S> world(S initial, Steps<S> steps, Check<S> violation) {
        return new World<>() {
            @Override
            public S initial() {
                return initial;
            }

            @Override
            public List<Transition<S>> steps(S state) {
                return steps.of(state);
            }

            @Override
            public Optional<String> violation(S state) {
                return violation.of(state);
            }

            @Override
            public Optional<String> violationAtRest(S state) {
                return state instanceof Counter counter && counter.value != 2
                        ? Optional.of("counts " + counter.value + " of 2")
                        : Optional.empty();
            }
        };
    }
}
