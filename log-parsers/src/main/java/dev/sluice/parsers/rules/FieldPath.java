// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * The way to a field.
 *
 * @param text dotted
 */
record FieldPath(String text) {

    private static final Pattern VALID = Pattern.compile("@?[^.\\s\"\\\\\\p{Cntrl}]+(\\.[^.\\s\"\\\\\\p{Cntrl}]+)*");

    static boolean isValid(String text) {
        return text.length() <= 500 && VALID.matcher(text).matches();
    }

    byte[][] names() {
        String[] names = text.split("\\.");
        byte[][] encoded = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            encoded[i] = names[i].getBytes(UTF_8);
        }
        return encoded;
    }

    boolean isBelow(String group) {
        return text.startsWith(group + ".");
    }
}
