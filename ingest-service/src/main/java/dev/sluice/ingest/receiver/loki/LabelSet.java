// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.loki;

import dev.sluice.ingest.request.JsonBodies;
import java.util.Map;
import java.util.TreeMap;

/** Reads labels as Prometheus writes them: {@code {app="shop", host="web-1"}}, values quoted and escaped as in Go. */
final class LabelSet {

    private final String text;
    private int at;

    private LabelSet(String text) {
        this.text = text;
    }

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if {@code text} is no set of labels */
    static Map<String, String> parse(String text) {
        return new LabelSet(text).labels();
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        expect('{');
        while (!isNext('}')) {
            int start = at;
            while (at < text.length() && isName(text.charAt(at))) {
                at++;
            }
            String name = text.substring(start, at);
            expect('=');
            expect('"');
            labels.put(name, value());
            if (!isNext('}')) {
                expect(',');
            }
        }
        expect('}');
        return labels;
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escaped() : c);
        }
        throw bad();
    }

    private char escaped() {
        if (at == text.length()) {
            throw bad();
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'u' -> unicode();
            default -> c;
        };
    }

    private char unicode() {
        if (text.length() - at < 4) {
            throw bad();
        }
        try {
            int code = Integer.parseInt(text, at, at + 4, 16);
            at += 4;
            return (char) code;
        } catch (NumberFormatException e) {
            throw bad();
        }
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == ':';
    }

    private boolean isNext(char wanted) {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at < text.length() && text.charAt(at) == wanted;
    }

    private void expect(char wanted) {
        if (!isNext(wanted)) {
            throw bad();
        }
        at++;
    }

    private static RuntimeException bad() {
        return JsonBodies.broken("a stream's labels are not of the form {name=\"value\"}");
    }
}
