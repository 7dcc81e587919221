// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.nio.file.Path;
import java.util.Map;

/**
 * How an instance is set up.
 *
 * @param data folder that keeps what the stores hold; made where it does not exist
 * @param services properties for the services, over their own defaults, e.g. {@code sluice.sink.s3.max-age}
 * @param broker properties for the Kafka broker, over those of the embedded stack
 */
public record StandaloneSettings(Path data, Ports ports, Map<String, String> services, Map<String, String> broker) {

    public StandaloneSettings {
        services = Map.copyOf(services);
        broker = Map.copyOf(broker);
    }

    /** The defaults. */
    public static StandaloneSettings of(Path data, Ports ports) {
        return new StandaloneSettings(data, ports, Map.of(), Map.of());
    }

    public StandaloneSettings withServices(Map<String, String> newServices) {
        return new StandaloneSettings(data, ports, newServices, broker);
    }

    public StandaloneSettings withBroker(Map<String, String> newBroker) {
        return new StandaloneSettings(data, ports, services, newBroker);
    }
}
