// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/**
 * What a {@link Framer} made of some bytes.
 *
 * @param consumed bytes of the file that are in the body; 0 if nothing is complete yet
 * @param body holds the body; it belongs to the framer or to its caller
 * @param from where the body begins
 * @param length of the body in bytes; its last line may lack its {@code \n}
 * @param lines number of lines in the body
 * @param openEnded whether the last line had no end in the file, and was taken all the same
 * @param leftOut lines that were taken, and are not in the body on purpose
 */
public record Framed(
        int consumed, byte[] body, int from, int length, int lines, boolean openEnded, LeftOutLines leftOut) {

    static final Framed NOTHING = new Framed(0, new byte[0], 0, 0, 0, false);

    /** With every line that was taken. */
    Framed(int consumed, byte[] body, int from, int length, int lines, boolean openEnded) {
        this(consumed, body, from, length, lines, openEnded, LeftOutLines.NONE);
    }
}
