// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.ByteSearch;
import java.util.Arrays;

/**
 * Where the fields of the line at hand are: slices of the line itself, or of a buffer where a value had to be put together. Not thread-safe;
 * each line replaces the last.
 */
final class Captures {

    private static final int ABSENT = -1;

    /** Starts in the buffer are told from those in the line by being less than this, counted downwards. */
    private static final int FIRST_IN_BUFFER = -2;

    private final int[] starts;
    private final int[] ends;
    private byte[] line;
    private byte[] buffer = new byte[256];
    private int bufferLength;

    /** Fields that the line names itself. */
    final NamedValues named;

    /** Whether what is being taken apart is in the buffer. */
    private boolean readsBuffer;

    private int stoppedAt;
    private String expected;

    Captures(int slots, int maxPairs) {
        starts = new int[slots];
        ends = new int[slots];
        named = new NamedValues(maxPairs);
    }

    void begin(byte[] newLine) {
        line = newLine;
        clear();
    }

    /** Forgets what another way has found. */
    void clear() {
        Arrays.fill(starts, ABSENT);
        bufferLength = 0;
        readsBuffer = false;
        named.clear();
    }

    boolean has(int slot) {
        return starts[slot] != ABSENT;
    }

    /** The array that {@link #from} and {@link #to} are in. */
    byte[] bytes(int slot) {
        return starts[slot] <= FIRST_IN_BUFFER ? buffer : line;
    }

    int from(int slot) {
        int start = starts[slot];
        return start <= FIRST_IN_BUFFER ? FIRST_IN_BUFFER - start : start;
    }

    int to(int slot) {
        return ends[slot];
    }

    boolean isInLine(int slot) {
        return starts[slot] >= 0;
    }

    /** From now on positions are those of what {@code slot} holds, which is taken apart further. */
    void readFrom(int slot) {
        readsBuffer = !isInLine(slot);
    }

    void readLine() {
        readsBuffer = false;
    }

    void set(int slot, int from, int to) {
        starts[slot] = readsBuffer ? FIRST_IN_BUFFER - from : from;
        ends[slot] = to;
    }

    void remove(int slot) {
        starts[slot] = ABSENT;
    }

    /** Adds a field that the line names itself. @return whether there is room for it */
    boolean addNamed(boolean nameInBuffer, int nameFrom, int nameTo, boolean inBuffer, int from, int to) {
        return named.add(nameInBuffer || readsBuffer, nameFrom, nameTo, inBuffer || readsBuffer, from, to);
    }

    void removeAll(int[] slots) {
        for (int slot : slots) {
            remove(slot);
        }
    }

    /** Puts a slice of what is read behind what is in {@code slot}. Neighbours in the line stay one slice of it. */
    void append(int slot, int from, int to, byte[] separator) {
        if (!has(slot)) {
            set(slot, from, to);
            return;
        }
        int end = ends[slot];
        byte[] read = readsBuffer ? buffer : line;
        boolean isNeighbour = isInLine(slot) != readsBuffer
                && end + separator.length == from
                && ByteSearch.startsWith(read, end, from, separator);
        if (isNeighbour) {
            ends[slot] = to;
            return;
        }
        byte[] first = bytes(slot);
        int start = bufferLength;
        put(first, from(slot), end);
        put(separator, 0, separator.length);
        put(readsBuffer ? buffer : line, from, to);
        setInBuffer(slot, start);
    }

    /** Where the next value of the buffer begins, which {@link #put} fills. */
    int beginInBuffer() {
        return bufferLength;
    }

    void put(byte[] bytes, int from, int to) {
        int count = to - from;
        if (buffer.length - bufferLength < count) {
            buffer = Arrays.copyOf(buffer, Math.max(bufferLength + count, 2 * buffer.length));
        }
        System.arraycopy(bytes, from, buffer, bufferLength, count);
        bufferLength += count;
    }

    void put(byte b) {
        if (buffer.length == bufferLength) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        buffer[bufferLength++] = b;
    }

    /** The value of {@code slot} is what was put since {@code start}. */
    void setInBuffer(int slot, int start) {
        starts[slot] = FIRST_IN_BUFFER - start;
        ends[slot] = bufferLength;
    }

    /** Puts {@code other} for each {@code wanted} in the value of {@code slot}. */
    void replace(int slot, byte wanted, byte other) {
        byte[] bytes = bytes(slot);
        int from = from(slot);
        int to = ends[slot];
        if (ByteSearch.indexOf(bytes, from, to, wanted) == to) {
            return;
        }
        int start = bufferLength;
        put(bytes, from, to);
        for (int i = start; i < bufferLength; i++) {
            buffer[i] = buffer[i] == wanted ? other : buffer[i];
        }
        setInBuffer(slot, start);
    }

    byte[] buffer() {
        return buffer;
    }

    int bufferLength() {
        return bufferLength;
    }

    byte[] line() {
        return line;
    }

    /** Notes where the line is not of the format. Always false, so that it can be returned. */
    boolean stop(int at, String whatWasExpected) {
        stoppedAt = at;
        expected = whatWasExpected;
        return false;
    }

    int stoppedAt() {
        return stoppedAt;
    }

    String expected() {
        return expected;
    }
}
