// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.sensitive;

import java.util.Set;

/** Values whose name says what they are: headers, parameters of queries and forms, members of JSON; and passwords in URLs. */
final class SecretValues {

    private static final int LONGEST_NAME = 64;
    private static final int SHORTEST_BEARER = 16;

    private final Set<Detector> wanted;

    SecretValues(Set<Detector> wanted) {
        this.wanted = wanted;
    }

    /** Looks at what stands around the colon or equals sign at {@code at}. */
    void find(byte[] text, int from, int to, int at, Finds finds) {
        int nameTo = at;
        while (nameTo > from && (text[nameTo - 1] == ' ' || isQuote(text[nameTo - 1]) || text[nameTo - 1] == '\\')) {
            nameTo--;
        }
        int nameFrom = nameTo;
        while (nameFrom > from && nameTo - nameFrom < LONGEST_NAME && isName(text[nameFrom - 1])) {
            nameFrom--;
        }
        Detector detector = nameFrom == nameTo ? null : SecretNames.of(text, nameFrom, nameTo);
        if (detector == null || !wanted.contains(detector)) {
            return;
        }
        boolean isQuoted = nameTo < at && text[nameTo] != ' ';
        int value = at + 1;
        while (value < to && (text[value] == ' ' || text[value] == '\t')) {
            value++;
        }
        int quote = value;
        while (quote < to && text[quote] == '\\') {
            quote++;
        }
        if (quote < to && isQuote(text[quote])) {
            add(quote + 1, endOfQuoted(text, quote + 1, to, text[quote]), detector, finds);
        } else if (detector == Detector.SECRET_PARAMETER) {
            if (text[at] == '=' || isQuoted || SecretNames.isPassword(text, nameFrom, nameTo)) {
                add(value, endOfParameter(text, value, to), detector, finds);
            }
        } else {
            byte before = nameFrom > from ? text[nameFrom - 1] : 0;
            add(
                    value,
                    isQuote(before) ? endOfQuoted(text, value, to, before) : endOfHeader(text, value, to),
                    detector,
                    finds);
        }
    }

    /** The password of a URL, where {@code at} is the {@code @} behind it. */
    void findInUrl(byte[] text, int from, int at, Finds finds) {
        if (!wanted.contains(Detector.SECRET_PARAMETER)) {
            return;
        }
        int colon = -1;
        for (int i = at - 1; i > from && at - i < 256; i--) {
            byte b = text[i];
            if (b == '/') {
                if (colon > i && text[i - 1] == '/' && colon + 1 < at) {
                    finds.add(colon + 1, at, Detector.SECRET_PARAMETER);
                }
                return;
            }
            if (b == ':') {
                colon = i;
            } else if (b <= ' ' && b >= 0 || isQuote(b)) {
                return;
            }
        }
    }

    /** A bearer token without its header's name, where {@code at} is the {@code B}. */
    void findBearer(byte[] text, int to, int at, Finds finds) {
        if (!wanted.contains(Detector.AUTHORIZATION) || !Ascii.startsWith(text, at, to, "bearer ")) {
            return;
        }
        int token = at + "bearer ".length();
        int end = token;
        while (end < to
                && (Ascii.isBase64Url(text[end])
                        || text[end] == '.'
                        || text[end] == '~'
                        || text[end] == '+'
                        || text[end] == '/'
                        || text[end] == '=')) {
            end++;
        }
        if (end - token >= SHORTEST_BEARER) {
            finds.add(token, end, Detector.AUTHORIZATION);
        }
    }

    private static void add(int from, int to, Detector detector, Finds finds) {
        if (to > from) {
            finds.add(from, to, detector);
        }
    }

    private static int endOfQuoted(byte[] text, int from, int to, byte quote) {
        int i = from;
        while (i < to && text[i] != quote) {
            // A quote in a text that is quoted itself, and the backslashes before it.
            boolean isEscape = text[i] == '\\' && i + 1 < to;
            if (isEscape && text[i + 1] == quote && !(i > from && isEndOfMember(text, i + 2, to))) {
                i++;
            } else if (isEscape && text[i + 1] == quote) {
                return i;
            }
            i++;
        }
        return i;
    }

    /** Whether what follows a quote ends a member: the quote was the value's end, and not a part of it. */
    private static boolean isEndOfMember(byte[] text, int at, int to) {
        return at == to || text[at] == ',' || text[at] == '}' || text[at] == ']' || text[at] == ' ' || text[at] == '\\';
    }

    private static int endOfParameter(byte[] text, int from, int to) {
        if (from < to && (text[from] == '{' || text[from] == '[') || isNothing(text, from, to)) {
            return from;
        }
        int i = from;
        while (i < to && !isEndOfParameter(text[i])) {
            i++;
        }
        return i;
    }

    private static boolean isNothing(byte[] text, int from, int to) {
        return Ascii.startsWith(text, from, to, "null")
                || Ascii.startsWith(text, from, to, "true")
                || Ascii.startsWith(text, from, to, "false");
    }

    private static boolean isEndOfParameter(byte b) {
        return b >= 0 && b <= ' '
                || isQuote(b)
                || b == '&'
                || b == ';'
                || b == ','
                || b == ')'
                || b == '}'
                || b == ']'
                || b == '>'
                || b == '\\'
                || b == '#';
    }

    /** A header's value goes to the end of its line. */
    private static int endOfHeader(byte[] text, int from, int to) {
        boolean holdsQuotes = Ascii.startsWith(text, from, to, "digest") || Ascii.startsWith(text, from, to, "aws4-");
        int i = from;
        while (i < to && text[i] != '\n' && text[i] != '\r' && (holdsQuotes || !isQuote(text[i]) && text[i] != '\\')) {
            i++;
        }
        return i;
    }

    private static boolean isQuote(byte b) {
        return b == '"' || b == '\'';
    }

    private static boolean isName(byte b) {
        return Ascii.isDigit(b) || Ascii.isLetter(b) || b == '-' || b == '_' || b == '.';
    }
}
