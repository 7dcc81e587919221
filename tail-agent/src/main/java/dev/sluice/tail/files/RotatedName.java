// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that rotation gives: a number or a date after the name or before its extension, perhaps {@code .gz}: {@code app.log.1},
 * {@code app.log-20261122}, {@code app.log.2.gz}, {@code 0.log.20261122-213000}, {@code app.log.old}, {@code app-20261128.log},
 * {@code app.2026-11-28.0.log.gz}. A name is a hint, no more: it says in which order files were written, not which file is which.
 */
public final class RotatedName {

    private static final Pattern BEHIND = Pattern.compile("(.+?)([-._](?:\\d[\\dT:._-]*|old))");
    private static final Pattern WITHIN = Pattern.compile("(.+?)([-._]\\d[\\dT:._-]*)(\\.[A-Za-z]\\w*)");
    private static final Pattern EXTENSION = Pattern.compile(".+\\.[A-Za-z]\\w*");
    private static final String GZIP = ".gz";
    private static final int DIGITS_OF_A_DATE = 6;

    /** The name before rotation; {@code name} itself where it does not look rotated. */
    public static String baseOf(String name) {
        String plain = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
        Matcher within = WITHIN.matcher(plain);
        if (within.matches()) {
            return within.group(1) + within.group(3);
        }
        Matcher behind = BEHIND.matcher(plain);
        return behind.matches() ? behind.group(1) : plain;
    }

    /**
     * Whether only rotation gives such a name. A short number after a name without an extension, or before one, may as well count workers:
     * {@code worker-1}, {@code worker.2.log}.
     */
    public static boolean isSure(String name) {
        String plain = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
        Matcher within = WITHIN.matcher(plain);
        if (within.matches()) {
            return isDate(within.group(2));
        }
        Matcher behind = BEHIND.matcher(plain);
        return behind.matches()
                ? behind.group(2).startsWith(".")
                        || isDate(behind.group(2))
                        || EXTENSION.matcher(behind.group(1)).matches()
                : !plain.equals(name);
    }

    /** {@code path} before rotation; itself where its name does not look rotated, or may as well be a worker's. */
    public static Path unrotated(Path path) {
        String name = path.getFileName().toString();
        return isSure(name) ? path.resolveSibling(baseOf(name)) : path;
    }

    private static boolean isDate(String number) {
        return number.chars().filter(Character::isDigit).count() >= DIGITS_OF_A_DATE;
    }

    private RotatedName() {}
}
