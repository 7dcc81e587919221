// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.doctor;

/**
 * One thing that was checked.
 *
 * @param level what it means for Sluice's promises
 * @param subject what was checked: a topic, a feature, a setting
 * @param message what was found
 * @param remedy what to change; empty where nothing need be
 */
public record Finding(Level level, String subject, String message, String remedy) {

    /** In the order of weight. */
    public enum Level {
        /** As it should be. */
        OK,
        /** A promise holds, but a single fault breaks it, or it holds for a shorter time than one may think. */
        WARNING,
        /** A promise cannot be kept. */
        FAILURE
    }

    static Finding ok(String subject, String message) {
        return new Finding(Level.OK, subject, message, "");
    }

    static Finding warning(String subject, String message, String remedy) {
        return new Finding(Level.WARNING, subject, message, remedy);
    }

    static Finding failure(String subject, String message, String remedy) {
        return new Finding(Level.FAILURE, subject, message, remedy);
    }
}
