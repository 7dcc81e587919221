// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** The same for a management port of its own. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(OriginPolicy.class)
class ManagementOriginConfiguration {

    @Bean
    FilterRegistrationBean<OriginFilter> managementOriginFilter(OriginPolicy policy) {
        return OriginGuardConfiguration.registration(policy);
    }
}
