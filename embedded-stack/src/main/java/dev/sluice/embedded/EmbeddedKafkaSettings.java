// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How the broker is started.
 *
 * @param port the port clients connect to, 0 for any free one
 * @param brokerProperties <a href="https://kafka.apache.org/documentation/#brokerconfigs">broker properties</a> that come on top of ours and
 *     win over them, e.g. {@code log.retention.check.interval.ms}
 */
public record EmbeddedKafkaSettings(int port, Map<String, String> brokerProperties) {

    public EmbeddedKafkaSettings {
        brokerProperties = Map.copyOf(Objects.requireNonNull(brokerProperties, "brokerProperties"));
    }

    public static EmbeddedKafkaSettings onPort(int port) {
        return new EmbeddedKafkaSettings(port, Map.of());
    }

    public static EmbeddedKafkaSettings onFreePort() {
        return onPort(0);
    }

    /** These settings and one more broker property. */
    public EmbeddedKafkaSettings withBrokerProperty(String name, String value) {
        Map<String, String> more = new HashMap<>(brokerProperties);
        more.put(name, value);
        return new EmbeddedKafkaSettings(port, more);
    }
}
