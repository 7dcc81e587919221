// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param lines of a round
 * @param rounds that count, of each contestant
 * @param kills of all processes of a contestant, in a round of its own; 0 for no such round
 * @param steady how long the lines of a round take to be given that come at a steady rate
 * @param outage how long the broker is down in a round with an outage
 */
record BenchSize(int lines, int rounds, int kills, Duration steady, Duration outage) {

    BenchSize withLines(int number) {
        return new BenchSize(number, rounds, kills, steady, outage);
    }
}
