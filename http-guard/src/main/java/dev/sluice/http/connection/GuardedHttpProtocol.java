// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import dev.sluice.http.connection.ConnectionTable.Times;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 with a {@link ConnectionTable}: its own time-outs begin anew with each byte, and where it has as many connections as it
 * may, it takes no other until one ends. Public, and made by Tomcat.
 */
public final class GuardedHttpProtocol extends Http11NioProtocol {

    private static final Duration SWEEP = Duration.ofMillis(250);

    /** Tomcat's own limit, where it would take no more, is never reached. */
    private static final int NO_LIMIT = -1;

    private final GuardedEndpoint endpoint;
    private ConnectionSettings settings =
            new ConnectionSettings(null, null, Duration.ofSeconds(10), Duration.ofSeconds(30));
    private String connectionsSetting = ConnectionSettings.MAX_CONNECTIONS;
    private Duration frameTimeout = Duration.ofSeconds(60);
    private boolean management;
    private ConnectionTable table;
    private ScheduledFuture<?> sweeps;

    public GuardedHttpProtocol() {
        this(new GuardedEndpoint());
    }

    private GuardedHttpProtocol(GuardedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** @param managementPort whether the port is beside the service's own */
    void configure(ConnectionSettings connectionSettings, boolean managementPort) {
        settings = connectionSettings;
        management = managementPort;
    }

    /**
     * For a port beside the service's own that takes senders, too.
     *
     * @param maxConnections most connections of this port
     * @param setting its name, for whoever is refused
     * @param frameTime longest time that a frame of HTTP/2 may take, while the service has a request of its connection
     */
    public void configure(
            ConnectionSettings connectionSettings, int maxConnections, String setting, Duration frameTime) {
        frameTimeout = frameTime;
        settings = connectionSettings.withMaxConnections(maxConnections);
        connectionsSetting = setting;
    }

    ConnectionTable table() {
        return table;
    }

    /** Connections that are open now. */
    public int openConnections() {
        return endpoint.openConnections();
    }

    @Override
    public void init() throws Exception {
        ConnectionLimits all = ConnectionLimits.of(
                settings, Runtime.getRuntime().maxMemory(), getMaxHttpRequestHeaderSize(), isSSLEnabled());
        table = new ConnectionTable(
                management ? all.forManagement() : all,
                connectionsSetting,
                new Times(settings.headerTimeout(), settings.drainTimeout(), frameTimeout),
                isSSLEnabled(),
                System::currentTimeMillis);
        endpoint.guard(table);
        setMaxConnections(NO_LIMIT);
        super.init();
    }

    @Override
    public void start() throws Exception {
        super.start();
        sweeps = getUtilityExecutor()
                .scheduleWithFixedDelay(table::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (sweeps != null) {
            sweeps.cancel(false);
        }
        super.stop();
    }

    @Override
    protected Processor createProcessor() {
        return new GuardedProcessor(this, getAdapter(), table);
    }
}
