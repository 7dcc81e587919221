// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import dev.sluice.detector.event.DetectableEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Evaluates conditions. */
final class Conditions {

    private Conditions() {}

    static boolean test(EventCondition condition, DetectableEvent event) {
        return switch (condition) {
            case EventCondition.AllOf all -> all.conditions().stream().allMatch(one -> test(one, event));
            case EventCondition.AnyOf any -> any.conditions().stream().anyMatch(one -> test(one, event));
            case EventCondition.Not not -> !test(not.condition(), event);
            case EventCondition.Exists exists -> event.get(exists.field()) != null;
            case EventCondition.Text text ->
                event.get(text.field()) != null && test(text.place(), text.literal(), event.get(text.field()));
            case EventCondition.Wildcard wildcard ->
                event.get(wildcard.field()) != null && fits(wildcard.pattern(), event.get(wildcard.field()));
            case EventCondition.Regex regex ->
                event.get(regex.field()) != null
                        && regex.pattern().matcher(event.get(regex.field())).find();
            case EventCondition.Network network ->
                event.get(network.field()) != null && network.range().contains(event.get(network.field()));
            case EventCondition.SameAs same ->
                event.get(same.field()) != null
                        && event.get(same.other()) != null
                        && test(same.place(), event.get(same.other()), event.get(same.field()));
            case EventCondition.Number number -> test(number, event.get(number.field()));
        };
    }

    private static boolean test(EventCondition.Text.Place place, String literal, String value) {
        int length = literal.length();
        return switch (place) {
            case WHOLE -> value.equalsIgnoreCase(literal);
            case START -> value.regionMatches(true, 0, literal, 0, length);
            case END -> value.regionMatches(true, value.length() - length, literal, 0, length);
            case ANYWHERE -> contains(value, literal);
        };
    }

    private static boolean contains(String value, String literal) {
        for (int at = 0; at + literal.length() <= value.length(); at++) {
            if (value.regionMatches(true, at, literal, 0, literal.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean test(EventCondition.Number number, String value) {
        if (value == null) {
            return false;
        }
        int compared;
        try {
            compared = new BigDecimal(value).compareTo(number.than());
        } catch (NumberFormatException e) {
            return false;
        }
        return switch (number.comparison()) {
            case LESS -> compared < 0;
            case LESS_OR_EQUAL -> compared <= 0;
            case GREATER -> compared > 0;
            case GREATER_OR_EQUAL -> compared >= 0;
        };
    }

    /** Linear in practice and never worse than the product of both lengths: on a mismatch only the last asterisk is tried again. */
    static boolean fits(String pattern, String value) {
        List<Integer> tokens = tokens(pattern);
        int token = 0;
        int at = 0;
        int star = -1;
        int resume = 0;
        while (at < value.length()) {
            if (token < tokens.size() && tokens.get(token) == ANY_TEXT) {
                star = token++;
                resume = at;
            } else if (token < tokens.size()
                    && (tokens.get(token) == ANY_CHARACTER
                            || lower((char) (int) tokens.get(token)) == lower(value.charAt(at)))) {
                token++;
                at++;
            } else if (star >= 0) {
                token = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (token < tokens.size() && tokens.get(token) == ANY_TEXT) {
            token++;
        }
        return token == tokens.size();
    }

    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    private static List<Integer> tokens(String pattern) {
        List<Integer> tokens = new ArrayList<>(pattern.length());
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length() && "*?\\".indexOf(pattern.charAt(i + 1)) >= 0) {
                tokens.add((int) pattern.charAt(++i));
            } else {
                tokens.add(c == '*' ? ANY_TEXT : c == '?' ? ANY_CHARACTER : c);
            }
        }
        return tokens;
    }

    /** The longest text that every value has which fits {@code pattern}. */
    static String longestLiteral(String pattern) {
        String longest = "";
        StringBuilder literal = new StringBuilder();
        for (int token : tokens(pattern)) {
            if (token >= 0) {
                literal.append((char) token);
            } else {
                longest = literal.length() > longest.length() ? literal.toString() : longest;
                literal.setLength(0);
            }
        }
        return literal.length() > longest.length() ? literal.toString() : longest;
    }

    static String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.append(lower(text.charAt(i)));
        }
        return out.toString();
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }
}
