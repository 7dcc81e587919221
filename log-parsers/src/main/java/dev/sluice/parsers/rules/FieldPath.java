// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** The way to a field, dotted. */
final class FieldPath {

    private static final Pattern VALID = Pattern.compile("@?[^.\\s\"\\\\\\p{Cntrl}]+(\\.[^.\\s\"\\\\\\p{Cntrl}]+)*");

    private final String text;

    /** Its steps. */
    private final byte[][] names;

    /** By step, the rest of the path as one name, since dots may be parts of names; null for the last. */
    private final byte[][] rests;

    FieldPath(String text) {
        this.text = text;
        String[] steps = text.split("\\.");
        names = new byte[steps.length][];
        rests = new byte[steps.length][];
        int at = 0;
        for (int i = 0; i < steps.length; i++) {
            names[i] = steps[i].getBytes(UTF_8);
            rests[i] = i == steps.length - 1 ? null : text.substring(at).getBytes(UTF_8);
            at += steps[i].length() + 1;
        }
    }

    static boolean isValid(String text) {
        return text.length() <= 500 && VALID.matcher(text).matches();
    }

    String text() {
        return text;
    }

    int steps() {
        return names.length;
    }

    byte[] name(int step) {
        return names[step];
    }

    byte[] rest(int step) {
        return rests[step];
    }

    boolean isBelow(String group) {
        return text.startsWith(group + ".");
    }

    @Override
    public String toString() {
        return text;
    }
}
