// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.util.unit.DataSize;

/**
 * How an instance is set up.
 *
 * @param data folder that keeps what the stores hold; made where it does not exist
 * @param services properties for the services, over their own defaults, e.g. {@code sluice.sink.s3.max-age}
 * @param broker properties for the Kafka broker, over those of the embedded stack
 * @param minFree what is kept free on the disk of the data folder
 * @param notices takes a sentence for a person whenever something breaks and is mended while it runs
 */
public record StandaloneSettings(
        Path data,
        Ports ports,
        Map<String, String> services,
        Map<String, String> broker,
        DataSize minFree,
        Consumer<String> notices) {

    public StandaloneSettings {
        services = Map.copyOf(services);
        broker = Map.copyOf(broker);
    }

    /** The defaults. */
    public static StandaloneSettings of(Path data, Ports ports) {
        return new StandaloneSettings(data, ports, Map.of(), Map.of(), DiskReserve.DEFAULT, notice -> {});
    }

    public StandaloneSettings withServices(Map<String, String> newServices) {
        return new StandaloneSettings(data, ports, newServices, broker, minFree, notices);
    }

    public StandaloneSettings withBroker(Map<String, String> newBroker) {
        return new StandaloneSettings(data, ports, services, newBroker, minFree, notices);
    }

    public StandaloneSettings withMinFree(DataSize newMinFree) {
        return new StandaloneSettings(data, ports, services, broker, newMinFree, notices);
    }

    public StandaloneSettings withNotices(Consumer<String> newNotices) {
        return new StandaloneSettings(data, ports, services, broker, minFree, newNotices);
    }
}
