// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.net.URI;
import java.util.List;

/**
 * A part of an instance that answers on a port.
 *
 * @param health path that answers 200 when the part is well, or null where an open port is all there is to see
 */
public record Component(String name, int port, String scheme, String health) {

    /** All parts, in the order of the data's way. */
    public static List<Component> of(Ports ports) {
        return List.of(
                new Component("ingest", ports.ingest(), "http", "/readyz"),
                new Component("ingest-admin", ports.ingestManagement(), "http", "/actuator/health"),
                new Component("parser", ports.parser(), "http", "/actuator/health"),
                new Component("sink", ports.sink(), "http", "/actuator/health"),
                new Component("kafka", ports.kafka(), "kafka", null),
                new Component("elasticsearch", ports.elasticsearch(), "http", "/_cluster/health"),
                new Component("s3", ports.s3(), "http", null));
    }

    /** Where it answers, e.g. {@code http://127.0.0.1:8080}. */
    public URI address() {
        return URI.create(scheme + "://127.0.0.1:" + port);
    }
}
