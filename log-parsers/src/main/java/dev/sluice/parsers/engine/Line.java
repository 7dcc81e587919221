// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import dev.sluice.model.DeadLetterReason;

/**
 * The line at hand, and where and why a parser stopped in it. One instance serves all lines of a chunk; its fields are open because every
 * parser reads them for every byte.
 */
public final class Line {

    /** Holds the line from {@link #from} (inclusive) to {@link #to} (exclusive), without its line end. */
    public byte[] bytes;

    public int from;
    public int to;

    /** Number of the line within its batch, from 0. */
    public long number;

    /** Byte offset of the line in its stream, or -1. */
    public long offset;

    private int stoppedAt;
    private DeadLetterReason reason;
    private String expected;

    public void at(byte[] newBytes, int newFrom, int newTo) {
        bytes = newBytes;
        from = newFrom;
        to = newTo;
    }

    /** Notes that the line is not of a parser's format. Always false, so that a parser can return it. */
    public boolean stop(int at, String whatWasExpected) {
        return stop(at, DeadLetterReason.NOT_THE_FORMAT, whatWasExpected);
    }

    /**
     * Notes why a line can't become an event. Always false, so that a parser can return it.
     *
     * @param at index in {@link #bytes} of the byte that was wrong
     * @param whatWasExpected a constant text: nothing is built for lines that another format may still take
     */
    public boolean stop(int at, DeadLetterReason why, String whatWasExpected) {
        stoppedAt = at;
        reason = why;
        expected = whatWasExpected;
        return false;
    }

    /** The byte, counted from the line's first, at which the last parser stopped. */
    public int stoppedAt() {
        return stoppedAt - from;
    }

    public DeadLetterReason reason() {
        return reason;
    }

    /** What the last parser expected where it stopped. */
    public String expected() {
        return expected;
    }
}
