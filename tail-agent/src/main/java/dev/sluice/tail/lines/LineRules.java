// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/**
 * How the bytes of a file become lines to send.
 *
 * @param unwrapping what a container run-time put around each line
 * @param multiline which lines belong to one event
 * @param maxLine most bytes of a line, and of an event of several lines
 */
public record LineRules(Unwrapping unwrapping, Multiline multiline, int maxLine) {

    /** Whether body bytes are the file's own bytes. */
    public boolean plain() {
        return unwrapping == Unwrapping.NONE && multiline.equals(Multiline.NONE);
    }

    /** The rules as text that {@link #parse} reads: a batch that was under way is built again by the rules of its own time. */
    public String text() {
        return unwrapping.wireName() + ' ' + maxLine + ' ' + multiline.text();
    }

    /** @throws IllegalArgumentException if {@code text} was not written by {@link #text} */
    public static LineRules parse(String text) {
        String[] parts = text.split(" ", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not line rules: '" + text + "'");
        }
        return new LineRules(Unwrapping.of(parts[0]), Multiline.parse(parts[2]), Integer.parseInt(parts[1]));
    }

    /** A framer of its own for one worker: framers keep buffers. */
    public Framer framer() {
        return plain() ? new PlainFramer(maxLine) : new EventFramer(this);
    }
}
