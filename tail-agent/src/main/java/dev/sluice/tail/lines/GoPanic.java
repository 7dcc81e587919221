// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import java.util.regex.Pattern;

/** What the Go run-time prints on a panic or a fatal error: the reason, goroutines, calls, and indented places. */
final class GoPanic implements Continuation {

    private static final Pattern CALL = Pattern.compile("^[\\w./*()\\[\\]{}\\-]+\\(.*\\)\\s*$");

    private boolean inside;

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        if (Continuation.startsWith(bytes, from, to, "panic: ")
                || Continuation.startsWith(bytes, from, to, "fatal error: ")
                || Continuation.startsWith(bytes, from, to, "goroutine ")) {
            boolean continued = inside;
            inside = true;
            return continued;
        }
        if (Continuation.indented(bytes, from, to)) {
            return true;
        }
        inside = inside
                && (Continuation.blank(bytes, from, to)
                        || Continuation.startsWith(bytes, from, to, "created by ")
                        || Continuation.startsWith(bytes, from, to, "[signal ")
                        || Continuation.startsWith(bytes, from, to, "exit status ")
                        || CALL.matcher(Continuation.text(bytes, from, to)).find());
        return inside;
    }

    @Override
    public void reset() {
        inside = false;
    }
}
