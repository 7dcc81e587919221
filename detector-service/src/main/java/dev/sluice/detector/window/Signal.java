// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

/**
 * One event that a rule is true of, for the key that the rule counts by.
 *
 * @param time of the event, epoch milliseconds
 * @param value what is told apart where different values are counted; any number else
 * @param weight what it adds where weights are summed
 * @param eventId the event's id, empty if it has none
 * @param sample what people are shown of it
 */
public record Signal(long time, long value, long weight, String eventId, String sample) {

    /** Of the event, since the epoch. */
    public long second() {
        return Math.floorDiv(time, 1000L);
    }
}
