// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/**
 * Takes envelopes off, joins the parts of lines and the lines of events. Inside an event {@code \r} stands for the end of a line, so that a
 * body stays whole lines parted by {@code \n}, and an event of plain lines is as long as in the file.
 *
 * <p>A batch may end only where nothing is open: no event that may go on, and no part of a line of either channel.
 */
final class EventFramer implements Framer {

    private static final byte NEWLINE = '\n';

    private final LineRules rules;
    private final LineEnvelope envelope;
    private final Continuation continuation;
    private final boolean joinsLines;
    private final GrowableBytes out = new GrowableBytes();
    private final GrowableBytes[] parts = new GrowableBytes[LineEnvelope.CHANNELS];

    /** Where the batch can end: in the body, in the file, and in lines. */
    private int safeBody;

    private int safeSource;
    private int safeLines;

    private int eventFrom;
    private int eventChannel;
    private int lineFrom;
    private int lines;

    EventFramer(LineRules rules) {
        this.rules = rules;
        this.envelope = rules.unwrapping().envelope();
        this.continuation = rules.multiline().continuation();
        this.joinsLines = rules.multiline().kind() != Multiline.Kind.NONE;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new GrowableBytes();
        }
    }

    @Override
    public Framed frame(byte[] bytes, int from, int to, boolean force) {
        reset(from);
        int at = from;
        boolean stopped = false;
        while (at < to && !stopped) {
            int newline = ByteScan.indexOf(bytes, NEWLINE, at, to);
            int end = newline < 0 ? to : newline;
            if (bytes[at] == 0 || end - at > rules.maxLine()) {
                stopped = true;
            } else if (newline < 0) {
                break;
            } else {
                line(bytes, at, end);
                at = newline + 1;
                if (!joinsLines && !partPending()) {
                    safeHere(at);
                }
            }
        }
        // What stops us is no line of an open event or part: it ends both.
        if (force || stopped) {
            return everything(bytes, from, stopped ? at : to, at);
        }
        return safeSource == from
                ? Framed.NOTHING
                : new Framed(safeSource - from, out.bytes, 0, safeBody, safeLines, false);
    }

    private Framed everything(byte[] bytes, int from, int to, int at) {
        boolean openEnded = at < to;
        if (openEnded) {
            line(bytes, at, to);
        }
        for (int channel = 0; channel < parts.length; channel++) {
            if (parts[channel].length > 0) {
                complete(channel, at, false);
            }
        }
        if (openEnded) {
            // As in the file: the end of this line, should it come, has a place of its own.
            out.length--;
        }
        return new Framed(to - from, out.bytes, 0, out.length, lines, openEnded);
    }

    /** One line of the file, without its end. */
    private void line(byte[] bytes, int from, int to) {
        boolean mayCut = !partPending();
        int bodyBefore = out.length;
        LineEnvelope.Piece piece = envelope.look(bytes, from, to);
        GrowableBytes part = parts[piece.channel()];
        envelope.unwrap(bytes, from, to, part);
        if (!piece.partial() || part.length >= rules.maxLine()) {
            complete(piece.channel(), from, mayCut && bodyBefore == out.length);
        }
    }

    /** A line is whole: it continues the open event, or begins one. */
    private void complete(int channel, int source, boolean mayCut) {
        GrowableBytes line = parts[channel];
        boolean open = joinsLines && out.length > eventFrom;
        boolean continues = continuation.continues(line.bytes, 0, line.length)
                && open
                && channel == eventChannel
                && out.length - eventFrom + line.length < rules.maxLine();
        if (continues) {
            joinLast();
        } else {
            if (joinsLines && mayCut) {
                safeHere(source);
            }
            eventFrom = out.length;
            eventChannel = channel;
            lines++;
        }
        lineFrom = out.length;
        out.append(line.bytes, 0, line.length);
        out.append(NEWLINE);
        line.length = 0;
    }

    /** Turns the end of the last line into one inside an event; {@code \r\n} stays two bytes long. */
    private void joinLast() {
        int last = out.length - 1;
        out.bytes[last] = '\r';
        if (last > lineFrom && out.bytes[last - 1] == '\r') {
            out.bytes[last - 1] = ' ';
        }
    }

    private void safeHere(int source) {
        safeBody = out.length;
        safeSource = source;
        safeLines = lines;
    }

    private boolean partPending() {
        for (GrowableBytes part : parts) {
            if (part.length > 0) {
                return true;
            }
        }
        return false;
    }

    private void reset(int from) {
        out.length = 0;
        lines = 0;
        eventFrom = 0;
        for (GrowableBytes part : parts) {
            part.length = 0;
        }
        continuation.reset();
        safeHere(from);
    }
}
