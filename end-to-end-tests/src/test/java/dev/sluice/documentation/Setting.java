// SPDX-License-Identifier: Apache-2.0
package dev.sluice.documentation;

import java.util.Locale;

/**
 * One setting as the page shows it.
 *
 * @param name as written in files; {@code []} is the index of a list and a last {@code .*} any key of a map
 * @param values what may be given
 * @param otherwise the default, or an empty text
 */
record Setting(String name, String values, String otherwise, String meaning) {

    /** The environment variable that Spring Boot takes for it. */
    String variable() {
        return name.replace("[].*", "_0_…")
                .replace(".*", "_…")
                .replaceFirst("\\[]$", "")
                .replace("[]", "_0")
                .replace("-", "")
                .replace('.', '_')
                .toUpperCase(Locale.ROOT);
    }
}
