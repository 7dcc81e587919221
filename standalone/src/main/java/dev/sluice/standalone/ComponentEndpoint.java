// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.net.URI;
import java.util.List;

/**
 * A component of an instance that answers on a port.
 *
 * @param health path that answers 200 when the component is well, or null where an open port is all there is to see
 */
public record ComponentEndpoint(String name, int port, String scheme, String health) {

    private static final String ELASTICSEARCH = "elasticsearch";
    private static final String INGEST_ADMIN = "ingest-admin";

    /** All components, in the order of the data's way. */
    public static List<ComponentEndpoint> of(Ports ports) {
        return List.of(
                new ComponentEndpoint("ingest", ports.ingest(), "http", "/readyz"),
                new ComponentEndpoint(INGEST_ADMIN, ports.ingestManagement(), "http", "/actuator/health"),
                new ComponentEndpoint("ingest-grpc", ports.ingestGrpc(), "http", null),
                new ComponentEndpoint("parser", ports.parser(), "http", "/actuator/health"),
                new ComponentEndpoint("detector", ports.detector(), "http", "/actuator/health"),
                new ComponentEndpoint("sink", ports.sink(), "http", "/actuator/health"),
                new ComponentEndpoint("console", ports.console(), "http", "/actuator/health"),
                new ComponentEndpoint("kafka", ports.kafka(), "kafka", null),
                new ComponentEndpoint(ELASTICSEARCH, ports.elasticsearch(), "http", "/_cluster/health"),
                new ComponentEndpoint("s3", ports.s3(), "http", null));
    }

    /** Whether it asks who we are, also for its health; see {@link ElasticsearchLogin}. */
    public boolean asksForAPassword() {
        return name.equals(ELASTICSEARCH);
    }

    /** Whether it says why it is not well only to whoever it knows; see {@link IngestViewToken}. */
    public boolean asksForAToken() {
        return name.equals(INGEST_ADMIN);
    }

    /** Where it answers, e.g. {@code http://127.0.0.1:8080}. */
    public URI address() {
        return URI.create(scheme + "://127.0.0.1:" + port);
    }
}
