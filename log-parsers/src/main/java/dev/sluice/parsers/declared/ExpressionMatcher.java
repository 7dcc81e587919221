// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import com.google.re2j.Pattern;
import java.util.Arrays;

/**
 * A regular expression that has to fit all of a text. It is scanned without going back where that decides it, and else given to RE2, which
 * needs time in proportion to the text whatever the expression is.
 */
final class ExpressionMatcher implements Matcher {

    private static final String EXPECTED = "what the expression describes";

    private final Pattern pattern;
    private final int[] groups;

    /** Null where the expression holds more than can be scanned. */
    private final ScanNode scanner;

    /** @param groups slots by number of the group, of which the first is 1 */
    ExpressionMatcher(Pattern pattern, int[] groups, ScanNode scanner) {
        this.pattern = pattern;
        this.groups = groups.clone();
        this.scanner = scanner;
    }

    /** Whether lines of the usual shape need no general engine. */
    boolean isScanned() {
        return scanner != null;
    }

    @Override
    public boolean match(byte[] bytes, int from, int to, Captures captures) {
        if (scanner == null) {
            return find(bytes, from, to, captures) || captures.stop(from, EXPECTED);
        }
        ScanState state = new ScanState(captures, from);
        int end = scanner.scan(bytes, from, to, state);
        if (end == to) {
            return true;
        }
        if (end >= 0) {
            state.furthest = Math.max(state.furthest, end);
        }
        boolean isSure = !state.choice && !state.isUnsure;
        captures.removeAll(groups);
        return !isSure && find(bytes, from, to, captures) || captures.stop(state.furthest, EXPECTED);
    }

    /** By the general engine. */
    boolean find(byte[] bytes, int from, int to, Captures captures) {
        byte[] text = from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
        com.google.re2j.Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        for (int i = 0; i < groups.length; i++) {
            int start = matcher.start(i + 1);
            if (start >= 0 && !captures.has(groups[i])) {
                captures.set(groups[i], from + start, from + matcher.end(i + 1));
            }
        }
        return true;
    }
}
