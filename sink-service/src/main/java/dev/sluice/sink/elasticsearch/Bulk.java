// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.sink.driver.EventRows;
import java.util.List;

/**
 * Neighbouring records of one partition that are delivered together.
 *
 * @param rejected records that are no events
 * @param receipts when the records were received, epoch milliseconds; neighbours received together count once
 * @param rows what they add to the ledger
 * @param end offset after the last record
 * @param size bytes that it holds, about
 */
record Bulk(List<Document> documents, List<Rejected> rejected, Receipts receipts, EventRows rows, long end, int size) {

    /** A record that cannot be sent, and why. */
    record Rejected(DocumentOrigin origin, DeadLetterReason reason, String message) {}
}
