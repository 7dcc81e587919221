// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;

/**
 * The zone of times that are written without one. The host's counts before the dataset's, and that before the default.
 *
 * @param byHost zones by the host name that the sender gave
 * @param byDataset zones by dataset, such as {@code system.syslog}
 */
public record Zones(ZoneId byDefault, Map<String, ZoneId> byHost, Map<String, ZoneId> byDataset) {

    public Zones {
        Objects.requireNonNull(byDefault, "byDefault");
        byHost = Map.copyOf(byHost);
        byDataset = Map.copyOf(byDataset);
    }

    public static Zones of(ZoneId zone) {
        return new Zones(zone, Map.of(), Map.of());
    }

    /** @param host may be null */
    ZoneId of(String host, String dataset) {
        ZoneId ofDataset = byDataset.getOrDefault(dataset, byDefault);
        return host == null ? ofDataset : byHost.getOrDefault(host, ofDataset);
    }
}
