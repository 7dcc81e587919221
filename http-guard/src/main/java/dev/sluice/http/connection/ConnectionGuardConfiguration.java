// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** Has a service's own port guarded, whichever service it is. */
@AutoConfiguration
@EnableConfigurationProperties(ConnectionSettings.class)
class ConnectionGuardConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionGuard(ConnectionSettings settings) {
        return factory -> guard(factory, settings, false);
    }

    static void guard(TomcatServletWebServerFactory factory, ConnectionSettings settings, boolean management) {
        factory.setProtocol(GuardedHttpProtocol.class.getName());
        factory.addConnectorCustomizers(
                connector -> ((GuardedHttpProtocol) connector.getProtocolHandler()).configure(settings, management));
    }
}
