// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Store;
import java.util.Set;

/**
 * Where the outcome of each line goes. Every line of a chunk that is not empty ends in exactly one call, in the order of the lines; a
 * CloudWatch payload ends in one call for each of its log events, and a line that a rule splits in one for each of its parts.
 *
 * <p>All arrays belong to the caller and are used again after the call: copy what is kept.
 */
public interface ParseOutput {

    /**
     * A finished event.
     *
     * @param dataStream where it belongs; the same instance for all events of one data stream in a chunk
     * @param id holds {@code event.id}, {@link dev.sluice.model.EventIds#LENGTH} ASCII bytes from 0
     * @param json holds one JSON object, valid UTF-8 without a line break, from {@code from} (inclusive) to {@code to} (exclusive)
     */
    void event(DataStream dataStream, byte[] id, byte[] json, int from, int to);

    /**
     * A finished event that a rule sends to one store alone. The same as {@link #event} unless overridden.
     *
     * @param store the only one that it is for
     */
    default void routed(Store store, DataStream dataStream, byte[] id, byte[] json, int from, int to) {
        event(dataStream, id, json, from, to);
    }

    /**
     * A line that could not be processed.
     *
     * @param line number of the line within its batch, from 0
     * @param bytes holds the original bytes of the line without its line end, from {@code from} (inclusive) to {@code to} (exclusive)
     * @param message what was wrong, without the payload
     */
    void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message);

    /**
     * A line or log event that was left out on purpose. Does nothing unless overridden.
     *
     * @param rule what left it out: a configured rule's name, {@value #CONTROL_MESSAGE}, {@value #COMMENT_LINE} or {@value #HEADER_LINE}
     * @param dataStream where it would have gone, or null where nobody asked
     * @param line number of the line within its batch, from 0
     */
    default void dropped(String rule, DataStream dataStream, long line) {}

    /**
     * A line was a payload and held {@code entries} log events, or a rule has split an event into so many; for each of them there is a call. Does
     * nothing unless overridden.
     *
     * @param entries 0 where it held nothing
     */
    default void payload(long entries) {}

    /** The rule that leaves out CloudWatch's control messages, by which it checks whether a destination can be reached. */
    String CONTROL_MESSAGE = "cloudwatch-control-message";

    /** The rule that leaves out the comments of a format that has them. */
    String COMMENT_LINE = "comment-line";

    /** The rule that leaves out the line with the names of the columns. */
    String HEADER_LINE = "header-line";

    /** What leaves lines out besides configured rules, none of which may have such a name. */
    Set<String> OTHER_RULES = Set.of(CONTROL_MESSAGE, COMMENT_LINE, HEADER_LINE);
}
