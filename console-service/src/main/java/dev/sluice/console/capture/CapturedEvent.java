// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.capture;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A line or event that passed, secrets and personal data hidden.
 *
 * @param place topic, partition and offset of its record
 * @param at when it was received
 * @param sender name of the token; null of an event
 * @param from host and path, or the data stream of an event
 * @param format that its sender named; null of an event
 * @param in the line, or the event, as it came
 * @param outcome {@code kept}, {@code changed}, {@code dropped} or {@code dead letter}; of an event where it goes: {@code both stores}, or one
 * @param why a line is dropped or a dead letter; null where it is not
 * @param events what the line becomes
 * @param rules what each rule does to it
 */
record CapturedEvent(
        String place,
        Instant at,
        String sender,
        String from,
        String format,
        String in,
        String outcome,
        String why,
        List<JsonNode> events,
        List<CapturedStep> rules) {

    /**
     * What a rule does.
     *
     * @param outcome {@code kept}, {@code dropped}, {@code split}, or the store that the event is for alone
     */
    record CapturedStep(String rule, String outcome, List<CapturedChange> changes) {}

    /** @param before and after as JSON; null where the field is not there */
    record CapturedChange(String field, String before, String after) {}
}
