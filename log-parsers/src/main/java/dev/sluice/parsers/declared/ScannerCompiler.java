// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.yaml.YamlPlace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an expression, of which {@link PatternExpander} has found that it can be one, into parts that can be scanned. Expressions with anything
 * else in them have no scanner.
 */
final class ScannerCompiler {

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    /** Parts that stand in braces are written out so often at the most. */
    private static final int MOST_COPIES = 32;

    private final boolean grok;
    private final GrokPatterns patterns;
    private final Slots slots;
    private final YamlPlace place;
    private final Set<Integer> captured = new HashSet<>();

    /** An expression that can't be scanned. */
    private static final class Unscannable extends Exception {
        private static final long serialVersionUID = 1;

        Unscannable() {
            super(null, null, false, false);
        }
    }

    private ScannerCompiler(boolean grok, GrokPatterns patterns, Slots slots, YamlPlace place) {
        this.grok = grok;
        this.patterns = patterns;
        this.slots = slots;
        this.place = place;
    }

    static Optional<ScanNode> compile(MatchDeclaration.Expression declaration, GrokPatterns patterns, Slots slots) {
        ScannerCompiler compiler = new ScannerCompiler(declaration.grok(), patterns, slots, declaration.place());
        try {
            ScanPart part = compiler.new Reader(declaration.pattern(), true).readAll();
            return Optional.of(part.node(Follow.END));
        } catch (Unscannable | ScanPart.NotScannable e) {
            return Optional.empty();
        }
    }

    /** Reads one text: the expression itself, or a pattern that it names. */
    private final class Reader {

        private final String text;
        private final boolean isWhole;
        private int at;

        Reader(String text, boolean isWhole) {
            this.text = text;
            this.isWhole = isWhole;
        }

        ScanPart readAll() throws Unscannable {
            if (isWhole && text.startsWith("^")) {
                at++;
            }
            ScanPart part = alternatives();
            if (at < text.length()) {
                throw new Unscannable();
            }
            return part;
        }

        private ScanPart alternatives() throws Unscannable {
            List<ScanPart> alternatives = new ArrayList<>();
            alternatives.add(sequence());
            while (at < text.length() && text.charAt(at) == '|') {
                at++;
                alternatives.add(sequence());
            }
            return alternatives.size() == 1 ? alternatives.getFirst() : new ScanPart.Alternatives(alternatives);
        }

        private ScanPart sequence() throws Unscannable {
            List<ScanPart> parts = new ArrayList<>();
            while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
                if (isWhole && text.charAt(at) == '$' && at + 1 == text.length()) {
                    at++;
                    break;
                }
                parts.add(quantified(atom()));
            }
            return ScanPart.sequence(parts);
        }

        private ScanPart quantified(ScanPart atom) throws Unscannable {
            int least = 1;
            int most = 1;
            if (at < text.length()) {
                switch (text.charAt(at)) {
                    case '*' -> {
                        least = 0;
                        most = UNBOUNDED;
                        at++;
                    }
                    case '+' -> {
                        most = UNBOUNDED;
                        at++;
                    }
                    case '?' -> {
                        least = 0;
                        at++;
                    }
                    case '{' -> {
                        int close = text.indexOf('}', at);
                        String inside = close < 0 ? "" : text.substring(at + 1, close);
                        if (!inside.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
                            throw new Unscannable();
                        }
                        int comma = inside.indexOf(',');
                        least = Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
                        most = comma < 0
                                ? least
                                : comma + 1 == inside.length()
                                        ? UNBOUNDED
                                        : Integer.parseInt(inside.substring(comma + 1));
                        at = close + 1;
                    }
                    default -> {
                        return atom;
                    }
                }
            } else {
                return atom;
            }
            boolean lazy = at < text.length() && text.charAt(at) == '?';
            if (lazy) {
                at++;
            }
            return repeated(atom, least, most, lazy);
        }

        private ScanPart repeated(ScanPart atom, int least, int most, boolean lazy) throws Unscannable {
            if (atom instanceof ScanPart.Text literal && literal.isOneByte()) {
                return new ScanPart.Bytes(literal.set(), least, most, lazy);
            }
            if (atom instanceof ScanPart.Bytes one && one.least() == 1 && one.most() == 1 && !one.lazy()) {
                return new ScanPart.Bytes(one.set(), least, most, lazy);
            }
            boolean isOnce = most == 1;
            if (lazy || !isOnce && atom.captures() || most != UNBOUNDED && most > MOST_COPIES || least > MOST_COPIES) {
                throw new Unscannable();
            }
            return new ScanPart.Repeat(atom, least, most);
        }

        private ScanPart atom() throws Unscannable {
            char c = text.charAt(at++);
            return switch (c) {
                case '\\' -> escape();
                case '[' -> new ScanPart.Bytes(new SetReader().read(), 1, 1, false);
                case '.' -> new ScanPart.Bytes(ByteSet.all(), 1, 1, false);
                case '(' -> group();
                case '%' -> grok && at < text.length() && text.charAt(at) == '{' ? named() : literal(c);
                case '^', '$', '*', '+', '?', '{' -> throw new Unscannable();
                default -> literal(c);
            };
        }

        private ScanPart literal(char c) throws Unscannable {
            if (Character.isSurrogate(c)) {
                throw new Unscannable();
            }
            return new ScanPart.Text(String.valueOf(c));
        }

        private ScanPart escape() throws Unscannable {
            char c = text.charAt(at++);
            if (c == 'b') {
                return new ScanPart.WordBoundary();
            }
            ByteSet set = setOf(c);
            if (set != null) {
                return new ScanPart.Bytes(set, 1, 1, false);
            }
            return new ScanPart.Text(String.valueOf(escaped(c)));
        }

        private ScanPart group() throws Unscannable {
            int slot = -1;
            if (text.startsWith("?:", at)) {
                at += 2;
            } else if (text.startsWith("?<", at) || text.startsWith("?P<", at)) {
                int from = text.indexOf('<', at) + 1;
                int close = text.indexOf('>', from);
                slot = capture(text.substring(from, close));
                at = close + 1;
            } else if (text.startsWith("?", at)) {
                throw new Unscannable();
            }
            ScanPart inside = alternatives();
            if (at >= text.length()) {
                throw new Unscannable();
            }
            at++;
            return slot < 0 ? inside : new ScanPart.Captured(slot, inside);
        }

        private int capture(String field) throws Unscannable {
            int slot = slots.of(PatternExpander.fieldName(field), place);
            if (!captured.add(slot)) {
                throw new Unscannable();
            }
            return slot;
        }

        private ScanPart named() throws Unscannable {
            int close = text.indexOf('}', at);
            String[] parts = text.substring(at + 1, close).split(":", 3);
            at = close + 1;
            boolean isBuiltIn =
                    patterns.expression(parts[0]).equals(GrokPatterns.builtIn().expression(parts[0]));
            int slot = parts.length > 1 ? capture(parts[1]) : -1;
            ScanPart inside = parts[0].equals("IP") && isBuiltIn
                    ? new ScanPart.IpAddresses()
                    : new Reader(patterns.expression(parts[0]), false).readAll();
            return slot < 0 ? inside : new ScanPart.Captured(slot, inside);
        }

        private char escaped(char c) throws Unscannable {
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'f' -> '\f';
                default -> {
                    if (Character.isLetterOrDigit(c)) {
                        throw new Unscannable();
                    }
                    yield c;
                }
            };
        }

        /** A set in brackets, from behind the opening one on. */
        private final class SetReader {

            private final ByteSet set = new ByteSet();

            ByteSet read() throws Unscannable {
                boolean isNegated = text.charAt(at) == '^';
                if (isNegated) {
                    at++;
                }
                boolean isFirst = true;
                while (isFirst || text.charAt(at) != ']') {
                    isFirst = false;
                    member();
                }
                at++;
                return isNegated ? set.complement() : set;
            }

            private void member() throws Unscannable {
                if (text.startsWith("[:", at)) {
                    throw new Unscannable();
                }
                char first = text.charAt(at++);
                if (first == '\\') {
                    char c = text.charAt(at++);
                    ByteSet others = setOf(c);
                    if (others != null) {
                        set.addAll(others);
                        return;
                    }
                    first = escaped(c);
                }
                char last = first;
                if (text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
                    last = text.charAt(at + 1);
                    at += 2;
                    if (last == '\\') {
                        last = escaped(text.charAt(at++));
                    }
                }
                if (first >= 0x80 || last >= 0x80) {
                    throw new Unscannable();
                }
                set.addRange(first, last);
            }
        }
    }

    /** The set that an escape stands for, or null; RE2's are ASCII only. */
    private static ByteSet setOf(char escape) {
        return switch (escape) {
            case 'd' -> digits();
            case 'D' -> digits().complement();
            case 'h' -> digits().addRange('a', 'f').addRange('A', 'F');
            case 'w' -> word();
            case 'W' -> word().complement();
            case 's' -> blanks();
            case 'S' -> blanks().complement();
            default -> null;
        };
    }

    private static ByteSet digits() {
        return new ByteSet().addRange('0', '9');
    }

    private static ByteSet word() {
        return digits().addRange('a', 'z').addRange('A', 'Z').add('_');
    }

    private static ByteSet blanks() {
        return ByteSet.of(' ', '\t', '\n', '\f', '\r');
    }
}
