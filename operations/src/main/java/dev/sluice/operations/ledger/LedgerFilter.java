// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import dev.sluice.model.DataStream;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.StreamRow;
import java.time.Instant;

/**
 * Which rows are asked for.
 *
 * @param fromHour the first hour of receipt, hours since the epoch
 * @param toHour the last
 * @param sender or null for all; with one, the book of events, which knows no senders, has no rows
 * @param dataset or null for all; with one, the book of lines, which knows no datasets, has no rows
 */
public record LedgerFilter(long fromHour, long toHour, String sender, String dataset) {

    /** All rows of the hours of receipt from one time to another. */
    public static LedgerFilter of(Instant from, Instant to) {
        return new LedgerFilter(LineRow.hourOf(from.toEpochMilli()), LineRow.hourOf(to.toEpochMilli()), null, null);
    }

    public LedgerFilter ofSender(String name) {
        return new LedgerFilter(fromHour, toHour, name, dataset);
    }

    public LedgerFilter ofDataset(String name) {
        return new LedgerFilter(fromHour, toHour, sender, name);
    }

    boolean takes(LineRow row) {
        return isIn(row.hour()) && dataset == null && (sender == null || sender.equals(row.sender()));
    }

    boolean takes(StreamRow row) {
        return isIn(row.hour()) && sender == null && (dataset == null || dataset.equals(datasetOf(row.dataStream())));
    }

    private boolean isIn(long hour) {
        return hour >= fromHour && hour <= toHour;
    }

    private static String datasetOf(String dataStream) {
        return dataStream.equals(RowNames.OTHER)
                ? RowNames.OTHER
                : DataStream.parse(dataStream).dataset();
    }
}
