// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings;

import java.util.Optional;

/**
 * @param name as it was written
 * @param where it was found, such as a file and a line
 * @param advice what to write instead, as the end of a sentence; may be empty
 */
record UnknownSetting(String name, String where, String advice) {

    /** A name that was never valid, and perhaps one that was meant. */
    static UnknownSetting mistyped(String name, String where, Optional<String> nearest) {
        return new UnknownSetting(
                name,
                where,
                nearest.map(meant -> "; did you mean " + meant + "?").orElse(""));
    }

    /** A name that was valid once. */
    static UnknownSetting renamed(String name, String where, String successor) {
        return new UnknownSetting(
                name,
                where,
                successor.isEmpty()
                        ? " any more, and nothing replaces it"
                        : " any more; it is called " + successor + " now");
    }

    @Override
    public String toString() {
        return name + " (" + where + ") is not a setting" + advice;
    }
}
