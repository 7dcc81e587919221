// SPDX-License-Identifier: Apache-2.0
package dev.sluice.explorer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sees every state that a world can come to, nearest first, each once. It stops at the first violation, to which it knows the shortest way. A
 * violation is what the world says is one; and a state from which, without any further fault, the world never comes to rest.
 */
public final class Explorer<S> {

    private final World<S> world;
    private final int mostStates;
    private final Map<S, Integer> numbers = new HashMap<>();
    private final List<S> states = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final IntList parents = new IntList();
    private final IntList depths = new IntList();

    /** Of each step that is no fault: from, to. */
    private final IntList ways = new IntList();

    private final IntList resting = new IntList();
    private long steps;

    private Explorer(World<S> world, int mostStates) {
        this.world = world;
        this.mostStates = mostStates;
    }

    /** @param mostStates after so many it gives up, which the result tells */
    public static <S> Exploration<S> explore(World<S> world, int mostStates) {
        return new Explorer<>(world, mostStates).explore();
    }

    private Exploration<S> explore() {
        long began = System.nanoTime();
        number(world.initial(), -1, "");
        for (int at = 0; at < states.size(); at++) {
            S state = states.get(at);
            Optional<String> wrong = world.violation(state);
            boolean rests = true;
            for (Transition<S> step : world.steps(state)) {
                steps++;
                int next = number(step.next(), at, step.name());
                // A step that leads nowhere is none.
                if (!step.fault() && next != at) {
                    rests = false;
                    ways.add(at);
                    ways.add(next);
                }
            }
            if (rests) {
                resting.add(at);
                wrong = wrong.or(() -> world.violationAtRest(state));
            }
            if (wrong.isPresent()) {
                return result(began, false, Optional.of(trace(wrong.get(), at)));
            }
            if (states.size() > mostStates) {
                return result(began, false, Optional.empty());
            }
        }
        return result(began, true, restless().map(at -> trace("never comes to rest", at)));
    }

    private int number(S state, int parent, String name) {
        Integer known = numbers.putIfAbsent(state, states.size());
        if (known != null) {
            return known;
        }
        states.add(state);
        parents.add(parent);
        depths.add(parent < 0 ? 0 : depths.get(parent) + 1);
        names.add(name);
        return states.size() - 1;
    }

    /** The first state from which no way leads to one at rest. */
    private Optional<Integer> restless() {
        int[] firstWay = new int[states.size()];
        int[] nextWay = new int[ways.size() / 2 + 1];
        for (int way = 1; way < nextWay.length; way++) {
            int to = ways.get(2 * way - 1);
            nextWay[way] = firstWay[to];
            firstWay[to] = way;
        }
        boolean[] rests = new boolean[states.size()];
        int[] open = new int[states.size()];
        int end = 0;
        for (int i = 0; i < resting.size(); i++) {
            rests[resting.get(i)] = true;
            open[end++] = resting.get(i);
        }
        for (int i = 0; i < end; i++) {
            for (int way = firstWay[open[i]]; way != 0; way = nextWay[way]) {
                int from = ways.get(2 * way - 2);
                if (!rests[from]) {
                    rests[from] = true;
                    open[end++] = from;
                }
            }
        }
        for (int at = 0; at < rests.length; at++) {
            if (!rests[at]) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private Exploration.Trace<S> trace(String what, int at) {
        List<String> way = new ArrayList<>();
        for (int i = at; parents.get(i) >= 0; i = parents.get(i)) {
            way.add(names.get(i));
        }
        Collections.reverse(way);
        return new Exploration.Trace<>(what, List.copyOf(way), states.get(at));
    }

    private Exploration<S> result(long began, boolean complete, Optional<Exploration.Trace<S>> violation) {
        return new Exploration<>(
                states.size(),
                steps,
                resting.size(),
                depths.get(depths.size() - 1),
                complete,
                Duration.ofNanos(System.nanoTime() - began),
                violation);
    }
}
