// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/**
 * How the bytes of a file become lines to send.
 *
 * @param unwrapping what a container run-time put around each line
 * @param multiline which lines belong to one event
 * @param maxLine most bytes of a line, and of an event of several lines
 * @param encoding in which lines are written
 * @param filter which lines are left out
 */
public record LineRules(
        Unwrapping unwrapping, Multiline multiline, int maxLine, LineEncoding encoding, LineFilter filter) {

    private static final String FILTER = "filter=";

    /** Without a filter. */
    public LineRules(Unwrapping unwrapping, Multiline multiline, int maxLine, LineEncoding encoding) {
        this(unwrapping, multiline, maxLine, encoding, LineFilter.NONE);
    }

    /** The same, and lines are left out. */
    public LineRules leavingOut(LineFilter newFilter) {
        return new LineRules(unwrapping, multiline, maxLine, encoding, newFilter);
    }

    /** Whether body bytes are the file's own bytes. */
    public boolean plain() {
        return byLine() && encoding.asIs() && filter.isNone();
    }

    /** Whether each line of the file is an event. */
    public boolean byLine() {
        return unwrapping == Unwrapping.NONE && multiline.equals(Multiline.NONE);
    }

    /**
     * The same for a file that begins with {@code first}, which may tell its encoding.
     *
     * @throws UnreadEncodingException if that is not read
     */
    public LineRules told(byte[] first) throws UnreadEncodingException {
        return new LineRules(unwrapping, multiline, maxLine, encoding.told(first), filter);
    }

    /** The rules as text that {@link #parse} reads: a batch that was under way is built again by the rules of its own time. */
    public String text() {
        String first = filter.isNone() ? "" : FILTER + filter.text() + ' ';
        return first + unwrapping.wireName() + ' ' + maxLine + ' ' + encoding.wireName() + ' ' + multiline.text();
    }

    /** @throws IllegalArgumentException if {@code text} was not written by {@link #text} */
    public static LineRules parse(String text) {
        if (text.startsWith(FILTER)) {
            int end = text.indexOf(' ');
            return parse(text.substring(end + 1)).leavingOut(LineFilter.parse(text.substring(FILTER.length(), end)));
        }
        String[] parts = text.split(" ", 4);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not line rules: '" + text + "'");
        }
        return new LineRules(
                Unwrapping.of(parts[0]),
                Multiline.parse(parts[3]),
                Integer.parseInt(parts[1]),
                LineEncoding.of(parts[2]));
    }

    /** A framer of its own for one worker: framers keep buffers. */
    public Framer framer() {
        Framer framer = encoding.asIs() ? framerOfText(this) : decoding();
        return filter.isNone() ? framer : new FilteringFramer(filter, framer);
    }

    private Framer decoding() {
        LineRules ofText = new LineRules(unwrapping, multiline, DecodingFramer.GROWTH * maxLine, LineEncoding.UTF_8);
        return new DecodingFramer(encoding, maxLine, framerOfText(ofText));
    }

    private static Framer framerOfText(LineRules rules) {
        return rules.byLine() ? new PlainFramer(rules.maxLine) : new EventFramer(rules);
    }
}
