// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/**
 * Cuts the bytes of a file into lines to send. The same bytes from the same place give the same body: what a clock decides is decided by the
 * caller, who asks to {@code force} a cut.
 *
 * <p>Not thread-safe, and the answer's body is only good until the next call.
 */
public sealed interface Framer permits PlainFramer, EventFramer, DecodingFramer, FilteringFramer {

    /**
     * Frames whole lines of {@code bytes[from, to)}, which begins at the start of a line.
     *
     * <p>It stops before a line that is longer than the limit and before a NUL byte at the start of a line: the caller deals with those at
     * the start of a batch.
     *
     * @param force whether everything up to {@code to} is taken, also what may not be complete
     */
    Framed frame(byte[] bytes, int from, int to, boolean force);
}
