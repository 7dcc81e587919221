// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Files from which rules are published. */
public interface RuleFiles {

    /** Those that there are now. */
    List<Path> paths();

    /**
     * What they say, by their names, in the order in which they apply.
     *
     * @throws IllegalArgumentException if one can't be read; the message names it
     */
    Map<String, String> texts();
}
