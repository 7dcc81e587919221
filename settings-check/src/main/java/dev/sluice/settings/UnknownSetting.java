// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings;

import java.util.Optional;

/**
 * @param name as it was written
 * @param where it was found, such as a file and a line
 * @param nearest what was probably meant
 */
record UnknownSetting(String name, String where, Optional<String> nearest) {

    @Override
    public String toString() {
        return name + " (" + where + ") is not a setting"
                + nearest.map(meant -> "; did you mean " + meant + "?").orElse("");
    }
}
