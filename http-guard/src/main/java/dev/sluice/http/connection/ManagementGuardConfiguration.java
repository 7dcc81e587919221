// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** Has a management port of its own guarded, too. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementGuardConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementConnectionGuard(ConnectionSettings settings) {
        return factory -> ConnectionGuardConfiguration.guard(factory, settings, true);
    }
}
