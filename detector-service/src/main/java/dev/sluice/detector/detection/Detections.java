// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import java.util.Optional;

/** The detections in force, which may change between two events, and those that were. Thread-safe. */
public interface Detections {

    /** Those that the next event is looked at by. */
    EventDetector inForce();

    /**
     * One that is or was in force, so that what it has begun is ended under its own version.
     *
     * @param key see {@link Detection#key}
     */
    Optional<Detection> detection(String key);
}
