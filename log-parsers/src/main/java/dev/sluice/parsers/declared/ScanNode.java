// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.IpAddress;
import dev.sluice.parsers.engine.Literal;

/**
 * A part of an expression that is read without ever going back. It takes what the expression's first choice is; where that leads on to the end, the
 * result is the one that the expression defines. Where it does not, and there was a choice on the way, {@link ScanState} says so, and the engine
 * that tries all choices at once has to decide.
 */
abstract class ScanNode {

    /** Returned where the text is not of the expression. */
    static final int NO = -1;

    /** Where what stands at {@code at} ends, or {@link #NO}. */
    abstract int scan(byte[] bytes, int at, int to, ScanState state);

    static final class Text extends ScanNode {

        private final Literal literal;

        Text(Literal literal) {
            this.literal = literal;
        }

        @Override
        int scan(byte[] bytes, int at, int to, ScanState state) {
            return literal.isAt(bytes, at, to) ? at + literal.length() : state.no(at);
        }
    }

    /** Bytes of a set, as many as there are. */
    static final class Run extends ScanNode {

        private final ByteSet set;
        private final int least;
        private final int most;

        /** Whether what follows could begin with a byte of the set, so that fewer might be right. */
        private final boolean isChoice;

        /** The byte that ends it where there is but one, or -1. */
        private final int end;

        private final boolean countsCharacters;

        Run(ByteSet set, int least, int most, boolean isChoice) {
            this.set = set;
            this.least = least;
            this.most = most;
            this.isChoice = isChoice && most > least;
            end = most == Integer.MAX_VALUE ? set.onlyStranger() : -1;
            countsCharacters = set.hasBeyondAscii() && (least > 1 || most < Integer.MAX_VALUE);
        }

        @Override
        int scan(byte[] bytes, int at, int to, ScanState state) {
            int i;
            if (end >= 0) {
                i = ByteSearch.indexOf(bytes, at, to, end);
            } else {
                int limit = most > to - at ? to : at + most;
                i = at;
                while (i < limit && set.has(bytes[i])) {
                    if (countsCharacters && bytes[i] < 0) {
                        return state.unsure();
                    }
                    i++;
                }
            }
            if (i - at < least) {
                return state.no(i);
            }
            if (isChoice && i - at > least) {
                state.choice = true;
            }
            return i;
        }
    }

    /** As few bytes of a set as lead to a text. */
    static final class Until extends ScanNode {

        private final ByteSet set;
        private final boolean takesAll;
        private final int least;
        private final Literal literal;

        Until(ByteSet set, int least, Literal literal) {
            this.set = set;
            takesAll = set.isAll();
            this.least = least;
            this.literal = literal;
        }

        @Override
        int scan(byte[] bytes, int at, int to, ScanState state) {
            int i = at + least;
            do {
                i = i > to ? to : ByteSearch.indexOf(bytes, i, to, literal.first());
                if (i >= to) {
                    return state.no(at);
                }
                if (literal.isAt(bytes, i, to)) {
                    state.choice = true;
                    return takesAll || set.hasAll(bytes, at, i) ? i : state.no(at);
                }
                i++;
            } while (true);
        }
    }

    /** Bytes of a set up to the text with which all ends. There is no choice: it can stand in one place only. */
    static final class UpToLast extends ScanNode {

        private final ByteSet set;
        private final boolean takesAll;
        private final int least;
        private final Literal literal;

        UpToLast(ByteSet set, int least, Literal literal) {
            this.set = set;
            takesAll = set.isAll();
            this.least = least;
            this.literal = literal;
        }

        @Override
        int scan(byte[] bytes, int at, int to, ScanState state) {
            int end = to - literal.length();
            boolean fits =
                    end >= at + least && literal.isAt(bytes, end, to) && (takesAll || set.hasAll(bytes, at, end));
            return fits ? end : state.no(at);
        }
    }

    static final class Sequence extends ScanNode {

        private final ScanNode[] nodes;

        Sequence(ScanNode... nodes) {
            this.nodes = nodes.clone();
        }

        @Override
        int scan(byte[] bytes, int from, int to, ScanState state) {
            int at = from;
            for (ScanNode node : nodes) {
                at = node.scan(bytes, at, to, state);
                if (at < 0) {
                    return NO;
                }
            }
            return at;
        }
    }

    static final class Capture extends ScanNode {

        private final int slot;
        private final ScanNode node;

        Capture(int slot, ScanNode node) {
            this.slot = slot;
            this.node = node;
        }

        @Override
        int scan(byte[] bytes, int at, int to, ScanState state) {
            int end = node.scan(bytes, at, to, state);
            if (end >= 0) {
                state.captures.set(slot, at, end);
            }
            return end;
        }
    }

    /** The first alternative that fits; none of them is right where the last is. */
    static final class Either extends ScanNode {

        private final ScanNode[] nodes;
        private final boolean[] isChoice;
        private final int[][] slots;

        /**
         * @param isChoice by alternative: whether a later one could begin with the same byte
         * @param slots by alternative: what it captures
         */
        Either(ScanNode[] nodes, boolean[] isChoice, int[][] slots) {
            this.nodes = nodes.clone();
            this.isChoice = isChoice.clone();
            this.slots = slots.clone();
        }

        @Override
        int scan(byte[] bytes, int at, int to, ScanState state) {
            boolean before = state.choice;
            for (int i = 0; i < nodes.length; i++) {
                state.choice = false;
                int end = nodes[i].scan(bytes, at, to, state);
                if (end >= 0) {
                    state.choice |= before || isChoice[i];
                    return end;
                }
                if (state.choice || state.isUnsure) {
                    return state.unsure();
                }
                state.forget(slots[i]);
            }
            state.choice = before;
            return NO;
        }
    }

    /** A part that is there so many times, mostly none or once. */
    static final class Repeated extends ScanNode {

        private final ScanNode node;
        private final int least;
        private final int most;
        private final boolean isChoice;
        private final int[] slots;

        /** @param isChoice whether what follows could begin like the part */
        Repeated(ScanNode node, int least, int most, boolean isChoice, int[] slots) {
            this.node = node;
            this.least = least;
            this.most = most;
            this.isChoice = isChoice;
            this.slots = slots.clone();
        }

        @Override
        int scan(byte[] bytes, int from, int to, ScanState state) {
            boolean before = state.choice;
            int at = from;
            int count = 0;
            boolean passed = false;
            while (count < most) {
                state.choice = false;
                int end = node.scan(bytes, at, to, state);
                if (end < 0) {
                    if (state.choice || state.isUnsure) {
                        return state.unsure();
                    }
                    if (count == 0) {
                        state.forget(slots);
                    } else if (slots.length > 0) {
                        // What the last time captured may have been overwritten in part.
                        return state.unsure();
                    }
                    break;
                }
                passed |= state.choice;
                count++;
                if (end == at) {
                    break;
                }
                at = end;
            }
            state.choice = before || passed || isChoice && count > least;
            return count >= least ? at : passed ? state.unsure() : NO;
        }
    }

    /** An IP address, all of it. */
    static final class Address extends ScanNode {

        private static final ByteSet V4 = new ByteSet().addRange('0', '9').add('.');
        private static final ByteSet V6 =
                new ByteSet().addAll(V4).add(':').addRange('a', 'f').addRange('A', 'F');

        /** Whether what follows could be taken for the rest of the address. */
        private final boolean meetsV4;

        private final boolean meetsV6;

        Address(ByteSet follow) {
            meetsV4 = follow.meets(V4);
            meetsV6 = follow.meets(V6);
        }

        static ByteSet first() {
            return V6;
        }

        @Override
        int scan(byte[] bytes, int at, int to, ScanState state) {
            int end = at;
            while (end < to && V4.has(bytes[end])) {
                end++;
            }
            boolean goesOn = end < to && V6.has(bytes[end]);
            if (end > at && !(goesOn && bytes[end] != ':') && IpAddress.of(bytes, at, end) == IpAddress.V4) {
                return meetsV4 ? state.unsure() : end;
            }
            while (end < to && V6.has(bytes[end])) {
                end++;
            }
            if (end == at) {
                return state.no(at);
            }
            if (meetsV6 || IpAddress.of(bytes, at, end) == IpAddress.V4_PADDED) {
                return state.unsure();
            }
            return IpAddress.of(bytes, at, end) == IpAddress.V6 ? end : state.no(at);
        }
    }

    /** Between a character of a word and one that is none. */
    static final class Boundary extends ScanNode {

        private static final ByteSet WORD = new ByteSet()
                .addRange('0', '9')
                .addRange('a', 'z')
                .addRange('A', 'Z')
                .add('_');

        @Override
        int scan(byte[] bytes, int at, int to, ScanState state) {
            boolean before = at > state.from && WORD.has(bytes[at - 1]);
            boolean behind = at < to && WORD.has(bytes[at]);
            return before != behind ? at : state.no(at);
        }
    }
}
