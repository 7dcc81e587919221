// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.ledger;

/** Counts lines as the parser sees them: those without a byte before their end are none. */
public final class FilledLines {

    private FilledLines() {}

    /** Those in [from, to). */
    public static long count(byte[] value, int from, int to) {
        long count = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || value[i] == '\n') {
                int end = i > start && value[i - 1] == '\r' ? i - 1 : i;
                count += end > start ? 1 : 0;
                start = i + 1;
            }
        }
        return count;
    }
}
