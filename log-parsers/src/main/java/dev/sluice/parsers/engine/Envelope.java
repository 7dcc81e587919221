// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/**
 * What a transport wrote around a line, a syslog header for example: the line inside is an event of its own format, which keeps what the envelope
 * says. All slices are of the line's array. An envelope that names no level, host or program need not say so.
 */
public interface Envelope {

    /** When the line was handed on, epoch milliseconds: the time of events whose line names none. */
    long timestamp();

    /** Writes members of {@code log}, each with a comma behind it. */
    void writeLog(JsonBuffer json, Line line);

    /** Writes {@code log.level}, if the envelope names one. */
    default void writeLevel(JsonBuffer json) {}

    /** Where the name of the host starts; it has none where this is not before {@link #hostTo}. */
    default int hostFrom() {
        return 0;
    }

    default int hostTo() {
        return 0;
    }

    /** Where the name of the program starts; it has none where this is not before {@link #programTo}. */
    default int programFrom() {
        return 0;
    }

    default int programTo() {
        return 0;
    }

    /** Writes {@code process.name}, if the envelope names one, with a comma behind it. */
    default void writeProcessName(JsonBuffer json, Line line) {}

    /** Writes {@code process.pid}, if the envelope names one, with a comma behind it. */
    default void writeProcessId(JsonBuffer json, Line line) {}
}
