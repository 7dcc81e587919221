// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import dev.sluice.model.ledger.LineRow;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * An event that is deleted.
 *
 * @param dataStream that it is in, full name
 * @param hour of receipt, hours since the epoch; {@link #UNKNOWN} where it does not say
 */
public record ErasedEvent(String id, String dataStream, long hour) {

    public static final long UNKNOWN = -1;

    /** @param event all of it, parsed */
    public static ErasedEvent of(String id, String dataStream, JsonNode event) {
        return new ErasedEvent(id, dataStream, hourOf(event));
    }

    private static long hourOf(JsonNode event) {
        try {
            return LineRow.hourOf(
                    Instant.parse(event.at("/event/created").asString("")).toEpochMilli());
        } catch (DateTimeException e) {
            return UNKNOWN;
        }
    }
}
