// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/**
 * Tracebacks as Python's {@code traceback} module writes them: {@code Traceback (most recent call last):}, indented frames, one line with the
 * exception, and then perhaps a blank line, a sentence, and the next one of the chain.
 */
final class PythonTrace implements Continuation {

    private enum Place {
        OUTSIDE,
        FRAMES,
        AFTER
    }

    private Place place = Place.OUTSIDE;

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        if (Continuation.startsWith(bytes, from, to, "Traceback (most recent call last)")) {
            place = Place.FRAMES;
            return true;
        }
        if (Continuation.indented(bytes, from, to)) {
            return true;
        }
        return switch (place) {
            case OUTSIDE -> false;
            case FRAMES -> {
                place = Place.AFTER;
                yield true;
            }
            case AFTER -> after(bytes, from, to);
        };
    }

    private boolean after(byte[] bytes, int from, int to) {
        boolean chained = Continuation.blank(bytes, from, to)
                || Continuation.startsWith(bytes, from, to, "During handling of the above exception")
                || Continuation.startsWith(bytes, from, to, "The above exception was the direct cause");
        if (!chained) {
            place = Place.OUTSIDE;
        }
        return chained;
    }

    @Override
    public void reset() {
        place = Place.OUTSIDE;
    }
}
