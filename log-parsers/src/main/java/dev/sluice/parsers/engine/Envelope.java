// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/**
 * What a transport wrote around a line, a syslog header for example: the line inside is an event of its own format, which keeps what the envelope
 * says. All slices are of the line's array.
 */
public interface Envelope {

    /** When the line was handed on, epoch milliseconds: the time of events whose line names none. */
    long timestamp();

    /** Writes members of {@code log}, each with a comma behind it. */
    void writeLog(JsonBuffer json, Line line);

    /** Writes {@code log.level}, if the envelope names one. */
    void writeLevel(JsonBuffer json);

    /** Where the name of the host starts; it has none where this is not before {@link #hostTo}. */
    int hostFrom();

    int hostTo();

    /** Where the name of the program starts; it has none where this is not before {@link #programTo}. */
    int programFrom();

    int programTo();

    /** Writes {@code process.name}, if the envelope names one, with a comma behind it. */
    void writeProcessName(JsonBuffer json, Line line);

    /** Writes {@code process.pid}, if the envelope names one, with a comma behind it. */
    void writeProcessId(JsonBuffer json, Line line);
}
