// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.ledger;

import java.util.Optional;

/**
 * The open segment of a sink's book. It stands behind whatever else is in the metadata of the offset that the sink commits: what is booked and what
 * counts as done are one write.
 *
 * @param rest the metadata without it
 * @param segment from the end of the segments that were written to {@code sluice.ledger} to the committed offset; empty where the offset was
 *     committed by hand, or by a release that kept no books
 */
public record BookMark(String rest, Optional<BookSegment> segment) {

    private static final String SEPARATOR = "\nbook ";

    public static BookMark parse(String metadata) {
        int at = metadata == null ? -1 : metadata.indexOf(SEPARATOR);
        return at < 0
                ? new BookMark(metadata == null ? "" : metadata, Optional.empty())
                : new BookMark(
                        metadata.substring(0, at),
                        Optional.of(BookSegment.parse(metadata.substring(at + SEPARATOR.length()))));
    }

    /** As metadata. */
    public String toText() {
        return segment.map(open -> rest + SEPARATOR + open.toText()).orElse(rest);
    }
}
