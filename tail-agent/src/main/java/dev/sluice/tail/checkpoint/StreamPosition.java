// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

/**
 * How far a stream has come.
 *
 * @param source place in the file up to which everything is settled
 * @param offset the same place in the stream's own numbering; differs from {@code source} where envelopes are taken off
 * @param covered place in the stream up to which the server has been told
 * @param line in what the place lies
 */
public record StreamPosition(long source, long offset, long covered, LinePosition line) {

    /** Of a stream that begins at {@code source}. */
    public static StreamPosition startingAt(long source) {
        return new StreamPosition(source, source, source, LinePosition.NOTHING);
    }

    public StreamPosition covering(long newCovered) {
        return new StreamPosition(source, offset, newCovered, line);
    }
}
