// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/** Lines as they are: the body is a slice of the bytes that were read, so offsets in it are offsets in the file. */
final class PlainFramer implements Framer {

    private final int maxLine;

    PlainFramer(int maxLine) {
        this.maxLine = maxLine;
    }

    @Override
    public Framed frame(byte[] bytes, int from, int to, boolean force) {
        int lines = 0;
        int end = from;
        while (end < to && bytes[end] != 0) {
            int newline = ByteScan.indexOf(bytes, (byte) '\n', end, to);
            int length = (newline < 0 ? to : newline) - end;
            if (length > maxLine) {
                break;
            }
            if (newline < 0) {
                return force
                        ? new Framed(to - from, bytes, from, to - from, lines + 1, true)
                        : new Framed(end - from, bytes, from, end - from, lines, false);
            }
            end = newline + 1;
            lines++;
        }
        return new Framed(end - from, bytes, from, end - from, lines, false);
    }
}
