// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that rotation gives: a number or a date after the name, perhaps {@code .gz}: {@code app.log.1}, {@code app.log-20261122},
 * {@code app.log.2.gz}, {@code 0.log.20261122-213000}, {@code app.log.old}.
 */
public final class RotatedName {

    private static final Pattern FORM = Pattern.compile("(.+?)[-._](?:\\d[\\dT:._-]*|old)(?:\\.gz)?|(.+)\\.gz");

    /** The name before rotation; {@code name} itself where it does not look rotated. */
    public static String baseOf(String name) {
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            return name;
        }
        return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }

    /** Whether {@code name} is what rotation makes of {@code base}. */
    public static boolean isOf(String base, String name) {
        return name.length() > base.length()
                && name.startsWith(base)
                && baseOf(name).equals(base);
    }

    private RotatedName() {}
}
