// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.http.connection.ConnectionSettings;
import dev.sluice.http.connection.GuardedHttp2Protocol;
import dev.sluice.http.connection.GuardedHttpProtocol;
import dev.sluice.ingest.body.BodySettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.http2.Http2Protocol;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.SslConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Opens a second port of the HTTP server that speaks HTTP/2, over TLS where the first does and in clear text otherwise (RFC 9113, section 3.3). All
 * else, tokens, budget, the end that lets requests finish, is that of the first port.
 */
@Component
public final class OtlpGrpcPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    /** What a stream may send before it is read, and what the server holds for each: once as it comes and once as it is read. */
    static final int WINDOW = 64 * 1024 - 1;

    /** Of a connection that has not yet said that it speaks HTTP/2. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private final OtlpGrpcSettings settings;
    private final ConnectionSettings connections;
    private final BodySettings bodies;
    private final SslBundles bundles;
    private Connector connector;

    OtlpGrpcPort(OtlpGrpcSettings settings, ConnectionSettings connections, BodySettings bodies, SslBundles bundles) {
        this.settings = settings;
        this.connections = connections;
        this.bodies = bodies;
        this.bundles = bundles;
    }

    /** The port that is listened on; empty if none is. */
    public OptionalInt port() {
        return connector == null ? OptionalInt.empty() : OptionalInt.of(connector.getLocalPort());
    }

    /** Last, so that what was set for the first port is known. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (settings.port() == null) {
            return;
        }
        connector = new Connector(GuardedHttpProtocol.class.getName());
        connector.setPort(settings.port());
        connector.setThrowOnFailure(true);
        // Tomcat's other way to read HTTP/2 calls itself for each read, and a few wrong bytes make it do so until the
        // stack is full.
        connector.setProperty("useAsyncIO", "false");
        GuardedHttpProtocol protocol = (GuardedHttpProtocol) connector.getProtocolHandler();
        protocol.configure(
                connections, settings.maxConnections(), OtlpGrpcSettings.MAX_CONNECTIONS, bodies.bodyTimeout());
        InetAddress address = factory.getAddress();
        if (address != null) {
            protocol.setAddress(address);
        }
        protocol.setConnectionTimeout(Math.toIntExact(LONGEST_PAUSE.toMillis()));
        LambdaSafe.callbacks(
                        TomcatProtocolHandlerCustomizer.class,
                        factory.getProtocolHandlerCustomizers(),
                        connector.getProtocolHandler())
                .invoke(customizer -> customizer.customize(connector.getProtocolHandler()));
        connector.addUpgradeProtocol(http2());
        if (Ssl.isEnabled(factory.getSsl())) {
            secure(factory.getSsl());
        }
        factory.addAdditionalConnectors(connector);
    }

    private Http2Protocol http2() {
        Http2Protocol http2 = new GuardedHttp2Protocol();
        http2.setMaxConcurrentStreams(settings.maxStreams());
        http2.setMaxConcurrentStreamExecution(settings.maxStreams());
        http2.setInitialWindowSize(WINDOW);
        http2.setKeepAliveTimeout(settings.idleTimeout().toMillis());
        // gRPC's clients end a call by an empty frame and give windows back in small steps, which Tomcat would take for
        // an attack. Pings, settings, resets
        // and what else costs nothing to send are counted, and end a connection that sends too many of them.
        http2.setOverheadDataThreshold(0);
        http2.setOverheadWindowUpdateThreshold(0);
        return http2;
    }

    private void secure(Ssl ssl) {
        SslConnectorCustomizer customizer =
                new SslConnectorCustomizer(LogFactory.getLog(OtlpGrpcPort.class), connector, ssl.getClientAuth());
        customizer.customize(WebServerSslBundle.get(ssl, bundles), java.util.Map.of());
        if (ssl.getBundle() != null) {
            bundles.addBundleUpdateHandler(ssl.getBundle(), updated -> customizer.update(null, updated));
        }
    }
}
