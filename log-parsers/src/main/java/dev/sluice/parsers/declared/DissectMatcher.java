// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.Literal;
import java.util.List;

/** Looks for one delimiter after the other and takes what is between them. */
final class DissectMatcher implements Matcher {

    /** Of fields that are passed over. */
    static final int SKIPPED = -1;

    private final Literal prefix;
    private final Part[] parts;
    private final Append[] appends;
    private final Named[] named;

    /**
     * A field and the delimiter behind it.
     *
     * @param until empty only for the last
     * @param padded whether the delimiter may be there several times
     */
    record Part(int slot, Literal until, boolean padded, String expected) {}

    /** Slots that are put together, in order; the separators stand before each of them. */
    record Append(int slot, int[] parts, byte[][] separators) {}

    /** A field that the line names itself: slots of its name and its value. */
    record Named(int name, int value) {}

    DissectMatcher(Literal prefix, List<Part> parts, List<Append> appends, List<Named> named) {
        this.prefix = prefix;
        this.parts = parts.toArray(Part[]::new);
        this.appends = appends.toArray(Append[]::new);
        this.named = named.toArray(Named[]::new);
    }

    @Override
    public boolean match(byte[] bytes, int from, int to, Captures captures) {
        int at = from;
        if (prefix.length() > 0) {
            if (!prefix.isAt(bytes, at, to)) {
                return captures.stop(at, "the text before the first field");
            }
            at += prefix.length();
        }
        int last = parts.length - 1;
        for (int i = 0; i <= last; i++) {
            Part part = parts[i];
            Literal until = part.until();
            int end = i == last ? endOfLast(until, bytes, at, to) : find(until, bytes, at, to);
            if (end < 0) {
                return captures.stop(at, part.expected());
            }
            if (part.slot() != SKIPPED) {
                captures.set(part.slot(), at, end);
            }
            at = end + until.length();
            if (part.padded() && until.length() > 0) {
                while (until.isAt(bytes, at, to)) {
                    at += until.length();
                }
            }
        }
        return putTogether(captures);
    }

    /** The last delimiter is the end of the line, so that the field before it may hold the same. */
    private static int endOfLast(Literal until, byte[] bytes, int at, int to) {
        int end = to - until.length();
        return end >= at && (until.length() == 0 || until.isAt(bytes, end, to)) ? end : -1;
    }

    private static int find(Literal until, byte[] bytes, int from, int to) {
        byte first = until.first();
        int at = ByteSearch.indexOf(bytes, from, to, first);
        if (until.length() > 1) {
            while (at < to && !until.isAt(bytes, at, to)) {
                at = ByteSearch.indexOf(bytes, at + 1, to, first);
            }
        }
        return at < to ? at : -1;
    }

    private boolean putTogether(Captures captures) {
        for (Append append : appends) {
            for (int i = 0; i < append.parts().length; i++) {
                int part = append.parts()[i];
                captures.append(append.slot(), captures.from(part), captures.to(part), append.separators()[i]);
            }
        }
        for (Named pair : named) {
            boolean hasRoom = captures.addNamed(
                    false,
                    captures.from(pair.name()),
                    captures.to(pair.name()),
                    false,
                    captures.from(pair.value()),
                    captures.to(pair.value()));
            if (!hasRoom) {
                return captures.stop(captures.from(pair.name()), "fewer fields that the line names itself");
            }
        }
        return true;
    }
}
