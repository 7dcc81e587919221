// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What holds for every sender whose token says nothing else.
 *
 * @param maxEvents most lines, documents or records in one request
 * @param maxDatasets most datasets that a token may name; what names another one goes to dataset {@code generic}
 * @param maxNamespaces most namespaces that a token may name, unless it is bound to one
 */
@ConfigurationProperties("sluice.ingest")
public record LimitSettings(
        @DefaultValue("500000") long maxEvents,
        @DefaultValue("100") int maxDatasets,
        @DefaultValue("100") int maxNamespaces) {

    public LimitSettings {
        requirePositive("max-events", maxEvents);
        requirePositive("max-datasets", maxDatasets);
        requirePositive("max-namespaces", maxNamespaces);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("sluice.ingest." + name + " must be at least 1, was " + value);
        }
    }
}
