// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.rule.DetectionRule.Level;
import dev.sluice.detector.rule.DetectionRule.Origin;
import dev.sluice.detector.window.WindowSpec;

/**
 * Something that is looked for over time, and what is shown when it is found.
 *
 * @param version changes with everything that changes what is found; part of every alert's id
 * @param ofClient whether what is counted by begins with a client's address, who is then the alert's source
 * @param spec what is counted for each key
 */
public record Detection(
        String id, String version, String title, Level level, Origin origin, boolean ofClient, WindowSpec spec) {

    /** What separates a detection's id, its version and what it counts by. */
    static final char KEY_SEPARATOR = '|';

    public Detection {
        if (id.indexOf(KEY_SEPARATOR) >= 0 || version.indexOf(KEY_SEPARATOR) >= 0) {
            throw new IllegalArgumentException(
                    "id and version of a detection have no '" + KEY_SEPARATOR + "', were " + id + ", " + version);
        }
    }

    /** Its id and version: what is counted by one version is not added to what was counted by another. */
    public String key() {
        return key(id, version);
    }

    static String key(String id, String version) {
        return id + KEY_SEPARATOR + version;
    }
}
