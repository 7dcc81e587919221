// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param lines of a round
 * @param rounds that count, of each contestant
 * @param kills of all processes of a contestant, in a round of its own; 0 for no such round
 * @param killRound how long that round's lines take to be given
 */
record BenchSize(int lines, int rounds, int kills, Duration killRound) {}
