// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.ledger;

/**
 * A row of the book of lines.
 *
 * @param hour of receipt, hours since the epoch
 * @param sender the token's name, or {@code -}
 * @param namespace of the chunk
 */
public record LineRow(long hour, String sender, String namespace) {

    private static final long HOUR_MILLIS = 3_600_000;

    /** The hour of a time in epoch milliseconds. */
    public static long hourOf(long millis) {
        return Math.floorDiv(millis, HOUR_MILLIS);
    }
}
