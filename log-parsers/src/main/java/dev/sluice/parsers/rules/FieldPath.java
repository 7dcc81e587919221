// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.regex.Pattern;

/** The way to a field, dotted. */
final class FieldPath {

    private static final Pattern VALID = Pattern.compile("@?[^.\\s\"\\\\\\p{Cntrl}]+(\\.[^.\\s\"\\\\\\p{Cntrl}]+)*");

    private final String text;

    /** Its steps. */
    private final byte[][] names;

    /** A quote and the first step: where it stands nowhere, there is no such field. */
    private final byte[] quotedStart;

    /** By step, the rest of the path as one name, since dots may be parts of names; null for the last. */
    private final byte[][] rests;

    /** By step, the names and braces from it to the value at the way's end. */
    private final byte[][] starts;

    FieldPath(String text) {
        this.text = text;
        String[] steps = text.split("\\.");
        names = new byte[steps.length][];
        rests = new byte[steps.length][];
        quotedStart = ('"' + steps[0]).getBytes(UTF_8);
        int at = 0;
        for (int i = 0; i < steps.length; i++) {
            names[i] = steps[i].getBytes(UTF_8);
            rests[i] = i == steps.length - 1 ? null : text.substring(at).getBytes(UTF_8);
            at += steps[i].length() + 1;
        }
        starts = new byte[steps.length][];
        for (int i = 0; i < steps.length; i++) {
            starts[i] = ('"' + String.join("\":{\"", Arrays.asList(steps).subList(i, steps.length)) + "\":")
                    .getBytes(UTF_8);
        }
    }

    static boolean isValid(String text) {
        return text.length() <= 500 && VALID.matcher(text).matches();
    }

    String text() {
        return text;
    }

    byte[] quotedStart() {
        return quotedStart;
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

    /** The object that holds {@code value}, which is JSON, at the end of the way from step {@code first} on. */
    byte[] nested(int first, byte[] value) {
        byte[] all = members(first, value, 1, true);
        all[0] = '{';
        return all;
    }

    /** The same without the braces of the outermost object, behind a comma or not. */
    byte[] member(int first, byte[] value, boolean isBehindComma) {
        byte[] all = members(first, value, isBehindComma ? 1 : 0, false);
        if (isBehindComma) {
            all[0] = ',';
        }
        return all;
    }

    private byte[] members(int first, byte[] value, int before, boolean isClosed) {
        byte[] start = starts[first];
        int braces = names.length - first - (isClosed ? 0 : 1);
        byte[] all = new byte[before + start.length + value.length + braces];
        System.arraycopy(start, 0, all, before, start.length);
        System.arraycopy(value, 0, all, before + start.length, value.length);
        Arrays.fill(all, all.length - braces, all.length, (byte) '}');
        return all;
    }

    boolean isBelow(String group) {
        return text.startsWith(group + ".");
    }

    @Override
    public String toString() {
        return text;
    }
}
