// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 4096}, {@code 256KiB}, {@code 1MiB}, {@code 2GiB}; {@code KB}, {@code MB} and {@code GB} mean the same. */
final class ByteSize {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(|b|kb|kib|mb|mib|gb|gib)");

    /** @throws IllegalArgumentException if {@code text} is no size */
    static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a size such as 256KiB or 1MiB");
        }
        int shift = switch (matcher.group(2)) {
            case "kb", "kib" -> 10;
            case "mb", "mib" -> 20;
            case "gb", "gib" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    private ByteSize() {}
}
