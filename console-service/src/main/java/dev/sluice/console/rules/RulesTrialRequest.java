// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.rules;

import java.time.Instant;

/**
 * Which rules, and on what they are tried.
 *
 * @param rules a file of rules, as YAML
 * @param from received at or after this
 * @param to received before this
 * @param maxEvents ends with the chunk in which so many events are reached; 10,000 unless given, and at most 100,000
 * @param maxSamples of each rule; 5 unless given, and at most 20
 */
public record RulesTrialRequest(String rules, Instant from, Instant to, Integer maxEvents, Integer maxSamples) {

    private static final int EVENTS = 10_000;
    private static final int MOST_EVENTS = 100_000;
    private static final int SAMPLES = 5;
    private static final int MOST_SAMPLES = 20;
    private static final int MOST_CHARACTERS = 256 * 1024;

    /** @throws IllegalArgumentException if something of it cannot be; the message says what */
    public RulesTrialRequest {
        if (rules == null || rules.isBlank() || rules.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "rules must be a file of rules as text, of at most " + MOST_CHARACTERS + " characters");
        }
        if (from == null || to == null || !from.isBefore(to)) {
            throw new IllegalArgumentException("from must be before to, were " + from + " and " + to);
        }
        maxEvents = between("maxEvents", maxEvents == null ? EVENTS : maxEvents, 1, MOST_EVENTS);
        maxSamples = between("maxSamples", maxSamples == null ? SAMPLES : maxSamples, 0, MOST_SAMPLES);
    }

    private static int between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be between " + least + " and " + most + ", was " + value);
        }
        return value;
    }
}
