// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import java.util.Set;

/**
 * What is configured for all events.
 *
 * @param datasetsWithOriginal datasets whose events carry {@code event.original}
 */
public record EventOptions(Set<String> datasetsWithOriginal, Zones zones) {

    public EventOptions {
        datasetsWithOriginal = Set.copyOf(datasetsWithOriginal);
    }
}
