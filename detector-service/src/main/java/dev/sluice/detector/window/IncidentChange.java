// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

import java.util.List;

/**
 * What became of an incident.
 *
 * @param start of the incident: the second, since the epoch, of the first signal that was counted when the threshold was reached
 * @param at the second of this change
 * @param count the highest count so far
 * @param total signals since the start
 * @param signals the first of them
 */
public record IncidentChange(Kind kind, long start, long at, long count, long total, List<Signal> signals) {

    /** What happened. */
    public enum Kind {
        OPENED,
        CONTINUED,
        CLOSED
    }

    public IncidentChange {
        signals = List.copyOf(signals);
    }
}
