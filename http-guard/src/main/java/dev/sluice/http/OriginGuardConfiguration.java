// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** Puts an {@link OriginFilter} before everything else, if the service has an {@link OriginPolicy}. */
@AutoConfiguration
@ConditionalOnBean(OriginPolicy.class)
class OriginGuardConfiguration {

    @Bean
    FilterRegistrationBean<OriginFilter> originFilter(OriginPolicy policy) {
        return registration(policy);
    }

    static FilterRegistrationBean<OriginFilter> registration(OriginPolicy policy) {
        FilterRegistrationBean<OriginFilter> registration = new FilterRegistrationBean<>(new OriginFilter(policy));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
