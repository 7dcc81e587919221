// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import java.util.List;

/** What became of a bulk as a whole. */
sealed interface BulkOutcome {

    /** Elasticsearch has answered for each document, in their order. */
    record Answered(List<ItemResult> items) implements BulkOutcome {}

    /**
     * The whole request was refused, and nothing of it was written.
     *
     * @param status an HTTP status of 4xx or 3xx
     */
    record Refused(int status, String message) implements BulkOutcome {}

    /** Elasticsearch could not be reached, and nothing was written. */
    record Unreachable(String message) implements BulkOutcome {}

    /**
     * The answer is lost or of no use, and any of the documents may have been written.
     *
     * @param status the HTTP status, or a short word where there was none
     */
    record Unknown(String status, String message) implements BulkOutcome {}
}
