// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import java.util.regex.Pattern;

/**
 * Stack traces as {@code Throwable.printStackTrace} writes them: the throwable's name and message, indented frames, {@code Caused by:}, and
 * {@code Suppressed:}, which is indented.
 */
final class JavaTrace implements Continuation {

    private static final Pattern THROWABLE =
            Pattern.compile("^(?:Exception in thread \".*\" )?(?:[\\w$]+\\.)+[\\w$]*(?:Exception|Error|Throwable)\\b");

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        return Continuation.indented(bytes, from, to)
                || Continuation.startsWith(bytes, from, to, "Caused by: ")
                || mayBeName(bytes, from, to)
                        && THROWABLE.matcher(Continuation.text(bytes, from, to)).find();
    }

    /** Spares the pattern from lines that begin with a date, as most first lines do. */
    private static boolean mayBeName(byte[] bytes, int from, int to) {
        return from < to && Character.isLetter(bytes[from]);
    }
}
