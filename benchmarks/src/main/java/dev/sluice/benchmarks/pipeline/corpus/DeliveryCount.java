// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.corpus;

/**
 * What became of the lines of a round.
 *
 * @param lost lines without an event
 * @param doubled events beyond the first of their line, and events of no line of the round
 * @param wrong lines whose event says something else than the line in a field that is compared
 * @param example a line and the field that is wrong in its event, or null
 */
public record DeliveryCount(long lost, long doubled, long wrong, String example) {}
