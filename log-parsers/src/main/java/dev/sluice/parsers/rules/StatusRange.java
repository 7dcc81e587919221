// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

/** HTTP status codes from {@code low} to {@code high}, both included. */
public record StatusRange(int low, int high) {

    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;

    public StatusRange {
        if (low < LOWEST || high > HIGHEST || low > high) {
            throw new IllegalArgumentException("a status range lies between " + LOWEST + " and " + HIGHEST
                    + " and does not end before it starts, was " + low + "-" + high);
        }
    }

    boolean contains(long status) {
        return status >= low && status <= high;
    }
}
