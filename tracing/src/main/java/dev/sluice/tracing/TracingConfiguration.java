// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tracing;

import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** To be imported by each service that is a step of a request's way. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingSettings.class)
public class TracingConfiguration {

    @Bean
    Tracing tracing(TracingSettings settings, @Value("${spring.application.name}") String service, Clock clock) {
        return Tracing.of(settings, service, clock);
    }
}
