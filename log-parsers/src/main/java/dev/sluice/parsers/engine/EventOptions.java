// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import dev.sluice.model.EventIdSecret;
import java.util.Set;

/**
 * What is configured for all events.
 *
 * @param datasetsWithOriginal datasets whose events carry {@code event.original}
 * @param zones of times that are written without one
 * @param idSecret under which event ids are made
 * @param rulesVersion the version of the rules that each event says it was for; null where they have none
 */
public record EventOptions(Set<String> datasetsWithOriginal, Zones zones, EventIdSecret idSecret, String rulesVersion) {

    public EventOptions {
        datasetsWithOriginal = Set.copyOf(datasetsWithOriginal);
    }
}
