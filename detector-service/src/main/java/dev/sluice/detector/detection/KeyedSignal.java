// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.window.Signal;

/**
 * A signal, with the detection that it is of and what that counts by: an address, or an address and a path.
 *
 * @param detection see {@link Detection#key}
 */
public record KeyedSignal(String detection, String group, Signal signal) {

    /** Both as the key of a record. */
    public String key() {
        return detection + Detection.KEY_SEPARATOR + group;
    }

    /** The detection's key in such a key. */
    public static String detectionOf(String key) {
        return key.substring(0, endOfDetection(key));
    }

    /** What it counts by in such a key. */
    public static String groupOf(String key) {
        return key.substring(endOfDetection(key) + 1);
    }

    private static int endOfDetection(String key) {
        return key.indexOf(Detection.KEY_SEPARATOR, key.indexOf(Detection.KEY_SEPARATOR) + 1);
    }
}
