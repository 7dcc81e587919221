// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighboursTest {

    private static final Duration HALF_LIFE = Duration.ofDays(7);
    private static final long NOW = 1_800_000_000;
    private static final long WEEK = Duration.ofDays(7).toSeconds();

    private final Neighbours neighbours = new Neighbours(HALF_LIFE);

    @Test
    void whatWasAHalfLifeAgoCountsHalf() {
        neighbours.add("/old", NOW - WEEK);
        neighbours.add("/new", NOW);
        neighbours.add("/late", NOW - 2 * WEEK);

        assertThat(neighbours.top(2, NOW))
                .containsExactly(new Neighbours.Neighbour("/new", 1), new Neighbours.Neighbour("/old", 0.5));
        assertThat(neighbours.top(9, NOW + WEEK))
                .extracting(Neighbours.Neighbour::score)
                .containsExactly(0.5, 0.25, 0.125);
    }

    @Test
    void isTheSameInAnyOrderOfTimes() {
        Neighbours other = new Neighbours(HALF_LIFE);
        for (int i = 0; i < 50; i++) {
            neighbours.add("/" + i % 7, NOW + i * 3_600L);
            other.add("/" + (49 - i) % 7, NOW + (49 - i) * 3_600L);
        }
        List<Neighbours.Neighbour> top = neighbours.top(9, NOW);
        List<Neighbours.Neighbour> same = other.top(9, NOW);
        for (int i = 0; i < top.size(); i++) {
            assertThat(same.get(i).path()).isEqualTo(top.get(i).path());
            assertThat(same.get(i).score()).isCloseTo(top.get(i).score(), within(1e-9));
        }
    }

    /** What is told was earned; and what is more than its part of the whole is there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void keepsTheBoundOfSpaceSaving(long seed) {
        Random random = new Random(seed);
        Map<String, Double> exact = new HashMap<>();
        double total = 0;
        Neighbours kept = neighbours;
        long second = NOW;
        for (int i = 0; i < 5_000; i++) {
            String path = "/" + (int) (Math.pow(random.nextDouble(), seed) * 500);
            second += random.nextInt(120);
            long at = second;
            exact.merge(path, Math.pow(2, (double) (at - NOW) / WEEK), Double::sum);
            total += Math.pow(2, (double) (at - NOW) / WEEK);
            kept.add(path, at);
            if (i % 100 == 0) {
                kept = Neighbours.read(kept.write(), HALF_LIFE);
            }
        }
        double factor = Math.pow(2, -(double) (second - NOW) / WEEK);
        Map<String, Double> told = new HashMap<>();
        kept.top(1_000, second).forEach(neighbour -> told.put(neighbour.path(), neighbour.score()));

        assertThat(told).hasSizeLessThanOrEqualTo(Neighbours.MOST);
        double part = total * factor / Neighbours.MOST;
        exact.forEach((path, score) -> {
            double earned = score * factor;
            assertThat(told.getOrDefault(path, 0.0)).as(path).isBetween(earned - part - 1e-6, earned + 1e-6);
            if (earned > part) {
                assertThat(told).containsKey(path);
            }
        });
    }
}
