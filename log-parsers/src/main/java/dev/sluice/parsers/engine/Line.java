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

    /** The line as it was sent, envelope and all. */
    private byte[] whole;

    private int wholeFrom;
    private int wholeTo;

    /** What {@link #close(Sent)} wants: the line around one that had to be decoded. */
    public record Sent(byte[] bytes, int from, int to, boolean plain) {}

    /** Number of the line within its batch, from 0. */
    public long number;

    /** Byte offset of the line in its stream, or -1. */
    public long offset;

    /**
     * Whether all of it is printable ASCII without a backslash, so that a part without a quote stands in JSON as it stands here. False where
     * nobody has looked.
     */
    private boolean plain;

    /** Why the line is left out on purpose, or null. */
    private String skippedBy;

    private int stoppedAt;
    private DeadLetterReason reason;
    private String expected;

    public void at(byte[] newBytes, int newFrom, int newTo) {
        bytes = newBytes;
        from = newFrom;
        to = newTo;
        whole = newBytes;
        wholeFrom = newFrom;
        wholeTo = newTo;
        plain = false;
        skippedBy = null;
    }

    /**
     * Goes to the line that starts at {@code at} and ends with a line feed, which a carriage return may precede, or at {@code end}.
     *
     * @return index of the line feed, or {@code end}
     */
    public int next(byte[] newBytes, int at, int end) {
        int endOfPlain = PlainText.endPastQuotes(newBytes, at, end);
        boolean plainToItsEnd = endOfPlain == end || newBytes[endOfPlain] == '\n';
        int lineFeed = plainToItsEnd ? endOfPlain : ByteSearch.indexOf(newBytes, endOfPlain, end, '\n');
        at(newBytes, at, lineFeed > at && newBytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed);
        plain = plainToItsEnd;
        return lineFeed;
    }

    /**
     * From now on the line is what begins at {@code inside}: what stands before it is its envelope.
     *
     * @return what {@link #close} wants
     */
    public int open(int inside) {
        int outside = from;
        from = inside;
        return outside;
    }

    /** Undoes {@link #open}. */
    public void close(int outside) {
        from = outside;
    }

    /**
     * From now on the line is the first {@code length} bytes of {@code decoded}, which an envelope held in a form of its own.
     *
     * @return what {@link #close(Sent)} wants
     */
    public Sent openDecoded(byte[] decoded, int length) {
        Sent sent = new Sent(bytes, from, to, plain);
        bytes = decoded;
        from = 0;
        to = length;
        plain = false;
        return sent;
    }

    /** Undoes {@link #openDecoded}. */
    public void close(Sent sent) {
        bytes = sent.bytes;
        from = sent.from;
        to = sent.to;
        plain = sent.plain;
    }

    /** The array that holds the line as it was sent, envelope and all, in [{@link #wholeFrom}, {@link #wholeTo}). */
    public byte[] whole() {
        return whole;
    }

    public int wholeFrom() {
        return wholeFrom;
    }

    public int wholeTo() {
        return wholeTo;
    }

    /** Whether [start, end) can be taken into a JSON string as it is, provided that it holds no quote. */
    public boolean isPlain() {
        return plain;
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
        skippedBy = null;
        stoppedAt = at;
        reason = why;
        expected = whatWasExpected;
        return false;
    }

    /** Notes that the line says nothing and is left out: a comment, or the names of columns. Always false, so that a parser can return it. */
    public boolean skip(String rule) {
        skippedBy = rule;
        return false;
    }

    /** The rule by which the last parser left the line out, or null. */
    public String skippedBy() {
        return skippedBy;
    }

    /** The byte, counted from the line's first, at which the last parser stopped. */
    public int stoppedAt() {
        return stoppedAt - wholeFrom;
    }

    public DeadLetterReason reason() {
        return reason;
    }

    /** What the last parser expected where it stopped. */
    public String expected() {
        return expected;
    }
}
